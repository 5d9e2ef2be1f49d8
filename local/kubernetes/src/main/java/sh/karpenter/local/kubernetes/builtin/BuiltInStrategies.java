package sh.karpenter.local.kubernetes.builtin;

import java.util.function.Supplier;
import sh.karpenter.local.kubernetes.builtin.BuiltInStrategy.EventStrategy;
import sh.karpenter.local.kubernetes.resource.Strategy;
import sh.karpenter.local.kubernetes.shape.TypeTable;

/// Gives each built-in kind its strategy.
public final class BuiltInStrategies {
    private final Supplier<TypeTable> types;
    private final KindDefaults defaults = new KindDefaults();

    /// @param types the structure of the kinds, read when first needed
    public BuiltInStrategies(Supplier<TypeTable> types) {
        this.types = types;
    }

    /// The strategy of a kind such as `Deployment.apps`.
    public Strategy of(String kind) {
        if (kind.equals("Event.events.k8s.io")) {
            return new EventStrategy(kind, () -> types.get().kind(kind), defaults.of(kind));
        }
        return new BuiltInStrategy(kind, () -> types.get().kind(kind), defaults.of(kind));
    }
}
