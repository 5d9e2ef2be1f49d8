package sh.karpenter.controllers.status;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
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
import sh.karpenter.controllers.metric.ClaimMetrics;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.core.cloud.NodeClassKind;
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
import sh.karpenter.kube.mapping.ConditionMapping;
import sh.karpenter.kube.provider.MeterSink.Reading;

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
    /// Whether measurements are told under the names common to all kinds too, which are older.
    private final boolean generic;
    private final ConcurrentHashMap<ObjectKey, Observation> seen = new ConcurrentHashMap<>();

    private StatusController(
            ControllerContext context,
            Controller.Identity identity,
            Store<T> store,
            Function<T, SequencedMap<String, Condition>> conditions,
            List<String> extraLabels,
            boolean generic) {
        this.context = context;
        this.identity = identity;
        this.store = store;
        this.conditions = conditions;
        this.extraLabels = extraLabels;
        this.generic = generic;
    }

    /// Of claims.
    public static StatusController<NodeClaim> ofClaims(ControllerContext context) {
        return new StatusController<>(
                context,
                identity("karpenter.sh", "NodeClaim"),
                context.stores().nodeClaims(),
                claim -> ConditionMapping.toCore(claim.statusOrEmpty().conditions()),
                poolAndNodeClasses(context),
                true);
    }

    /// Of pools.
    public static StatusController<NodePool> ofPools(ControllerContext context) {
        return new StatusController<>(
                context,
                identity("karpenter.sh", "NodePool"),
                context.stores().nodePools(),
                pool -> ConditionMapping.toCore(pool.statusOrEmpty().conditions()),
                List.of(),
                true);
    }

    /// Of node classes of one kind.
    public static StatusController<GenericKubernetesResource> ofNodeClasses(
            ControllerContext context, NodeClassKind kind) {
        return new StatusController<>(
                context,
                identity(kind.group(), kind.kind()),
                context.stores().nodeClasses().ofKind(kind),
                ConditionMapping::ofGeneric,
                List.of(),
                true);
    }

    /// Of nodes.
    public static StatusController<Node> ofNodes(ControllerContext context) {
        var labels = new ArrayList<>(poolAndNodeClasses(context));
        labels.add(LabelKeys.INITIALIZED);
        return new StatusController<>(
                context,
                identity("", "Node"),
                context.stores().nodes(),
                node -> ConditionMapping.ofNode(node.getStatus()),
                List.copyOf(labels),
                false);
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
            context.meters().show(owner(key), List.of());
            if (last != null) {
                ended(last);
            }
            return Requeue.none();
        }
        Observation now = Observation.of(object, conditions.apply(object));
        Observation before = seen.put(key, now);
        now.finalizedSince(before).forEach(finalizer -> finalized(now, finalizer));
        now.since(before).forEach(transition -> moved(now, transition));
        context.meters().show(owner(key), state(now));
        return Requeue.after(INTERVAL);
    }

    private String owner(ObjectKey key) {
        return "status/" + identity.kind() + "/" + key;
    }

    /// The gauges of an object: every condition with its age, and how long its deletion has been under way.
    private List<Reading> state(Observation now) {
        Instant instant = context.clock().instant();
        var name = MetricLabels.of(
                "namespace",
                Objects.requireNonNullElse(now.object().getMetadata().getNamespace(), ""),
                "name",
                now.object().getMetadata().getName());
        var readings = new ArrayList<Reading>();
        for (Condition condition : now.conditions().values()) {
            var own = new LinkedHashMap<>(name);
            own.putAll(MetricLabels.of(
                    "type", condition.type(), "status", condition.status(), "reason", condition.reason()));
            double age = seconds(condition.lastTransition(), instant);
            for (Series series : series(now, own)) {
                readings.add(new Reading(series.metric("status_condition_count"), series.labels(), 1));
                readings.add(
                        new Reading(series.metric("status_condition_current_status_seconds"), series.labels(), age));
            }
        }
        Instant deletion = now.deletion();
        if (deletion != null) {
            for (Series series : series(now, name)) {
                readings.add(new Reading(
                        series.metric("termination_current_time_seconds"),
                        series.labels(),
                        seconds(deletion, instant)));
            }
        }
        return readings;
    }

    private void moved(Observation now, Observation.Transition transition) {
        Condition condition = transition.now();
        for (Series series : series(
                now,
                MetricLabels.of(
                        "type", condition.type(), "status", condition.status(), "reason", condition.reason()))) {
            context.meters().count(series.metric("status_condition_transitions_total"), series.labels(), 1);
        }
        Duration took = transition.took();
        if (transition.before() != null && took != null) {
            var left = MetricLabels.of(
                    "type", condition.type(), "status", transition.before().status(), "to_status", condition.status());
            for (Series series : series(now, left)) {
                context.meters()
                        .observe(
                                series.metric("status_condition_transition_seconds"),
                                series.labels(),
                                ClaimMetrics.seconds(took));
            }
            context.events().publish(ObjectEvent.normal(Subject.of(now.object()), condition.type(), transition.text()));
        }
    }

    private void ended(Observation last) {
        last.finalizers().forEach(finalizer -> finalized(last, finalizer));
        Instant deletion = last.deletion();
        if (deletion != null) {
            for (Series series : series(last, MetricLabels.of())) {
                context.meters()
                        .observe(
                                series.metric("termination_duration_seconds"),
                                series.labels(),
                                seconds(deletion, context.clock().instant()));
            }
        }
    }

    private void finalized(Observation of, String finalizer) {
        context.events().publish(ObjectEvent.normal(Subject.of(of.object()), "Finalized", "Finalized " + finalizer));
    }

    private static double seconds(Instant from, Instant to) {
        return ClaimMetrics.seconds(Duration.between(from, to));
    }

    /// Under which names a measurement is told: that of the kind, with the labels of the object that matter for
    /// it, and the older one common to all kinds.
    private List<Series> series(Observation of, SequencedMap<String, String> labels) {
        var own = new Series("operator_" + identity.kind().toLowerCase(Locale.ROOT) + "_", withExtra(of, labels));
        if (!generic) {
            return List.of(own);
        }
        var common = MetricLabels.of("group", identity.group(), "kind", identity.kind());
        var all = new LinkedHashMap<>(common);
        all.putAll(labels);
        return List.of(own, new Series("operator_", all));
    }

    /// One name of a measurement.
    private record Series(String prefix, SequencedMap<String, String> labels) {
        String metric(String name) {
            return prefix + name;
        }
    }

    private SequencedMap<String, String> withExtra(Observation of, SequencedMap<String, String> given) {
        var labels = new LinkedHashMap<>(given);
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
