package sh.karpenter.core.model.taint;

import java.util.List;

/// Taints that a node carries only while it comes up, so that they say nothing about which pods it will take.
///
/// Source: Karpenter documentation, "Disruption / startup"; Kubernetes documentation, "Well-Known Labels,
/// Annotations and Taints".
public final class EphemeralTaints {
    private static final List<Taint> KNOWN = List.of(
            new Taint("node.kubernetes.io/not-ready", "", TaintEffect.NO_SCHEDULE),
            new Taint("node.kubernetes.io/not-ready", "", TaintEffect.NO_EXECUTE),
            new Taint("node.kubernetes.io/unreachable", "", TaintEffect.NO_SCHEDULE),
            new Taint("node.cloudprovider.kubernetes.io/uninitialized", "", TaintEffect.NO_SCHEDULE),
            new Taint("karpenter.sh/unregistered", "", TaintEffect.NO_EXECUTE));

    private static final String READINESS_PREFIX = "readiness.k8s.io/";

    private EphemeralTaints() {}

    /// Whether the taint is one of them, by key and effect.
    public static boolean contains(Taint taint) {
        if (taint.key().startsWith(READINESS_PREFIX)) {
            return true;
        }
        for (Taint known : KNOWN) {
            if (known.matches(taint)) {
                return true;
            }
        }
        return false;
    }
}
