package sh.karpenter.controllers.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.Store;

/// Watches the objects of one kind and tells how their conditions move.
///
/// An event and the time that a condition stayed in a status are told only if this process saw that status before;
/// transitions are counted on first sight too.
///
/// @param <T> the kind
public final class StatusController<T extends HasMetadata> implements Reconciler<ObjectKey> {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int WORKERS = 10;

    private final ControllerContext context;
    private final Controller.Identity identity;
    private final Store<T> store;
    private final Function<T, SequencedMap<String, Condition>> conditions;
    private final List<String> extraLabels;
    private final ConcurrentHashMap<ObjectKey, Observation> seen = new ConcurrentHashMap<>();

    private StatusController(
            ControllerContext context,
            Controller.Identity identity,
            Store<T> store,
            Function<T, SequencedMap<String, Condition>> conditions,
            List<String> extraLabels) {
        this.context = context;
        this.identity = identity;
        this.store = store;
        this.conditions = conditions;
        this.extraLabels = extraLabels;
    }

    /// Of claims.
    public static StatusController<NodeClaim> ofClaims(ControllerContext context) {
        return new StatusController<>(
                context,
                identity("karpenter.sh", "NodeClaim"),
                context.stores().nodeClaims(),
                claim -> ConditionsOf.wire(claim.statusOrEmpty().conditions()),
                poolAndNodeClasses(context));
    }

    /// Of pools.
    public static StatusController<NodePool> ofPools(ControllerContext context) {
        return new StatusController<>(
                context,
                identity("karpenter.sh", "NodePool"),
                context.stores().nodePools(),
                pool -> ConditionsOf.wire(pool.statusOrEmpty().conditions()),
                List.of());
    }

    /// Of nodes.
    public static StatusController<Node> ofNodes(ControllerContext context) {
        var labels = new ArrayList<>(poolAndNodeClasses(context));
        labels.add(LabelKeys.INITIALIZED);
        return new StatusController<>(
                context, identity("", "Node"), context.stores().nodes(), ConditionsOf::node, List.copyOf(labels));
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        return Controller.ofObjects(identity, WORKERS, RetryPolicy.standard(), context.clock(), this)
                .watchEach(store, object -> List.of(ObjectKey.of(object)));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        T object = store.find(key);
        if (object == null) {
            Observation last = seen.remove(key);
            if (last != null) {
                ended(last);
            }
            return Requeue.none();
        }
        Observation now = Observation.of(object, conditions.apply(object));
        Observation before = seen.put(key, now);
        now.finalizedSince(before).forEach(finalizer -> finalized(now, finalizer));
        now.since(before).forEach(transition -> moved(now, transition));
        return Requeue.after(INTERVAL);
    }

    private void moved(Observation now, Observation.Transition transition) {
        Condition condition = transition.now();
        context.meters()
                .count(
                        metric("status_condition_transitions_total"),
                        labels(
                                now,
                                "type",
                                condition.type(),
                                "status",
                                condition.status(),
                                "reason",
                                condition.reason()),
                        1);
        Duration took = transition.took();
        if (transition.before() != null && took != null) {
            context.meters()
                    .observe(
                            metric("status_condition_transition_seconds"),
                            labels(
                                    now,
                                    "type",
                                    condition.type(),
                                    "status",
                                    transition.before().status(),
                                    "to_status",
                                    condition.status()),
                            took.toNanos() / 1e9);
            context.events().publish(ObjectEvent.normal(Subject.of(now.object()), condition.type(), transition.text()));
        }
    }

    private void ended(Observation last) {
        last.finalizers().forEach(finalizer -> finalized(last, finalizer));
        Instant deletion = last.deletion();
        if (deletion != null) {
            context.meters()
                    .observe(
                            metric("termination_duration_seconds"),
                            labels(last),
                            Duration.between(deletion, context.clock().instant())
                                            .toNanos()
                                    / 1e9);
        }
    }

    private void finalized(Observation of, String finalizer) {
        context.events().publish(ObjectEvent.normal(Subject.of(of.object()), "Finalized", "Finalized " + finalizer));
    }

    private String metric(String name) {
        return "operator_" + identity.kind().toLowerCase(Locale.ROOT) + "_" + name;
    }

    private SequencedMap<String, String> labels(Observation of, String... namesAndValues) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        @Nullable Map<String, String> own = of.object().getMetadata().getLabels();
        for (String key : extraLabels) {
            labels.put(
                    key.replace('/', '_').replace('.', '_').replace('-', '_'),
                    Objects.requireNonNullElse(own, Map.<String, String>of()).getOrDefault(key, ""));
        }
        return labels;
    }

    private static Controller.Identity identity(String group, String kind) {
        return new Controller.Identity("operatorpkg." + kind.toLowerCase(Locale.ROOT) + ".status", group, kind);
    }

    private static List<String> poolAndNodeClasses(ControllerContext context) {
        var labels = new ArrayList<String>();
        context.provider()
                .nodeClasses()
                .forEach(kind -> labels.add(new NodeClassRef(kind.group(), kind.kind(), "").labelKey()));
        labels.add(LabelKeys.NODE_POOL);
        return List.copyOf(labels);
    }
}
