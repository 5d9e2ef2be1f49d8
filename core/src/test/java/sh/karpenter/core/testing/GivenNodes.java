package sh.karpenter.core.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;

/// Builds a cluster of our own nodes and the round of a pass over it:
/// `givenNodes().pool("default").node("n1", "small", "a", "spot", pods).round()`.
///
/// Nodes are registered, initialised, ready, quiet and consolidatable unless said otherwise; the instance types are
/// those of [Given#standardTypes].
public final class GivenNodes {
    private static final NodeClassRef NODE_CLASS = new NodeClassRef("karpenter.test.sh", "TestNodeClass", "default");

    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<Pod> pending = new ArrayList<>();
    private final List<NodePool> pools = new ArrayList<>();
    private final List<DaemonSet> daemonSets = new ArrayList<>();
    private final List<PodDisruptionBudget> podBudgets = new ArrayList<>();
    private List<InstanceType> types = Given.standardTypes();
    private SchedulingOptions scheduling = SchedulingOptions.defaults();
    private DisruptionOptions options = DisruptionOptions.defaults();
    private Instant now = Given.NOW;

    private GivenNodes() {}

    /// An empty cluster.
    public static GivenNodes givenNodes() {
        return new GivenNodes();
    }

    /// These instance types instead of the standard ones.
    public GivenNodes types(List<InstanceType> values) {
        types = values;
        return this;
    }

    /// A pool without demands and without budgets.
    public GivenNodes pool(String name) {
        return pool(name, 0, Duration.ZERO, List.of(), Resources.none(), List.of());
    }

    /// A pool that allows so many disrupted nodes at once.
    public GivenNodes pool(String name, String budget) {
        return pool(
                name,
                0,
                Duration.ZERO,
                List.of(),
                Resources.none(),
                List.of(new DisruptionPolicy.Budget(budget, null, null, null)));
    }

    /// A pool.
    public GivenNodes pool(
            String name,
            int weight,
            @Nullable Duration consolidateAfter,
            List<Taint> taints,
            Resources limits,
            List<DisruptionPolicy.Budget> budgets,
            LabelExpression... requirements) {
        pools.add(new NodePool(
                name,
                "uid-" + name,
                weight,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(requirements),
                taints,
                List.of(),
                NODE_CLASS,
                null,
                null,
                limits,
                new DisruptionPolicy(
                        DisruptionPolicy.ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED, consolidateAfter, budgets),
                null,
                true,
                false,
                "",
                ""));
        return this;
    }

    /// A node of the first pool, quiet for a day.
    public GivenNodes node(String name, String type, String zone, String capacityType, Pod... pods) {
        return node(name, pools.getFirst().name(), type, zone, capacityType, State.READY, List.of(), pods);
    }

    /// How far a node has come.
    public enum State {
        READY,
        /// Pods came a moment ago.
        BUSY,
        /// It has joined, but is not ready for work.
        UNINITIALIZED,
        /// It has drifted.
        DRIFTED,
        /// It is going away.
        LEAVING
    }

    /// A node.
    public GivenNodes node(
            String name,
            String pool,
            String type,
            String zone,
            String capacityType,
            State state,
            List<Taint> taints,
            Pod... pods) {
        InstanceType of = types.stream()
                .filter(known -> known.name().equals(type))
                .findFirst()
                .orElseThrow();
        var labels = new TreeMap<String, String>();
        labels.put(LabelKeys.HOSTNAME, name);
        labels.put(LabelKeys.NODE_POOL, pool);
        labels.put(LabelKeys.INSTANCE_TYPE, type);
        labels.put(LabelKeys.CAPACITY_TYPE, capacityType);
        labels.put(LabelKeys.ARCH, "amd64");
        labels.put(LabelKeys.OS, "linux");
        labels.put(LabelKeys.REGISTERED, "true");
        if (!zone.isEmpty()) {
            labels.put(LabelKeys.ZONE, zone);
        }
        if (state != State.UNINITIALIZED) {
            labels.put(LabelKeys.INITIALIZED, "true");
        }
        Instant created = now.minus(Duration.ofDays(1));
        var node = new Node(
                name,
                "uid-" + name,
                created,
                null,
                "test://" + name,
                labels,
                new TreeMap<>(),
                taints,
                of.capacity(),
                of.allocatable(),
                conditions(created, "Ready"),
                new TreeMap<String, OptionalInt>());
        var claim = new NodeClaim(
                "claim-" + name,
                "uid-claim-" + name,
                created,
                null,
                labels,
                new TreeMap<>(),
                new NodeClaim.Spec(List.of(), Resources.none(), taints, List.of(), NODE_CLASS, null, null),
                new NodeClaim.Status(
                        "test://" + name,
                        name,
                        "",
                        of.capacity(),
                        of.allocatable(),
                        claimConditions(created, state),
                        state == State.BUSY ? now : created));
        nodes.add(new ClusterNode(node, claim, List.of(pods), state == State.LEAVING, null));
        return this;
    }

    private static SequencedMap<String, Condition> claimConditions(Instant at, State state) {
        return switch (state) {
            case READY, LEAVING -> conditions(at, "Launched", "Registered", "Initialized", "Consolidatable");
            case BUSY -> conditions(at, "Launched", "Registered", "Initialized");
            case UNINITIALIZED -> conditions(at, "Launched", "Registered");
            case DRIFTED -> conditions(at, "Launched", "Registered", "Initialized", "Consolidatable", "Drifted");
        };
    }

    private static SequencedMap<String, Condition> conditions(Instant at, String... types) {
        var result = new TreeMap<String, Condition>();
        for (String type : types) {
            result.put(type, new Condition(type, "True", type, "", at, 0));
        }
        return result;
    }

    /// Pods that wait for a machine.
    public GivenNodes pending(Pod... pods) {
        Collections.addAll(pending, pods);
        return this;
    }

    /// A DaemonSet.
    public GivenNodes daemonSet(String name, PodShape shape) {
        daemonSets.add(new DaemonSet(shape.namespace(), name, "uid-" + name, shape));
        return this;
    }

    /// A pod disruption budget.
    public GivenNodes podBudget(PodDisruptionBudget budget) {
        podBudgets.add(budget);
        return this;
    }

    /// Settings of what-ifs.
    public GivenNodes scheduling(SchedulingOptions value) {
        scheduling = value;
        return this;
    }

    /// Settings of disruption.
    public GivenNodes options(DisruptionOptions value) {
        options = value;
        return this;
    }

    /// Another moment than [Given#NOW].
    public GivenNodes at(Instant moment) {
        now = moment;
        return this;
    }

    /// The round.
    public DisruptionRound round() {
        var cluster = new ClusterSnapshot(
                1,
                nodes,
                pending,
                pools,
                daemonSets,
                podBudgets,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        var catalogues = new ArrayList<PoolCatalogue>();
        for (NodePool pool : pools) {
            catalogues.add(new PoolCatalogue(pool, types, 1));
        }
        return new DisruptionRound(
                cluster, catalogues, Collections.emptySortedSet(), LabelVocabulary.core(), scheduling, options, now);
    }
}
