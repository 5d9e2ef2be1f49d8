package sh.karpenter.core.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.method.Search;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.solve.Scheduler;

/// Builds a round of disruption and runs methods on it: `fleet().node(machine("n1", SMALL)).run(new Emptiness())`.
///
/// Unless said otherwise there is the pool `default`, with the instance types of [Given#standardTypes], and
/// consolidation is in default mode.
public final class Fleet {
    /// 2 CPU, 8Gi; 0.10 on demand, 0.04 spot.
    public static final InstanceType SMALL = Given.type("small", "2", "8Gi");

    /// 4 CPU, 16Gi; 0.20 on demand, 0.08 spot.
    public static final InstanceType MEDIUM = Given.type("medium", "4", "16Gi");

    /// 8 CPU, 32Gi; 0.40 on demand, 0.16 spot.
    public static final InstanceType LARGE = Given.type("large", "8", "32Gi");

    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<NodePool> pools = new ArrayList<>();
    private final List<Pod> pending = new ArrayList<>();
    private final List<PodDisruptionBudget> podBudgets = new ArrayList<>();
    private final TreeSet<String> queued = new TreeSet<>();
    private final TreeMap<String, Double> poolCosts = new TreeMap<>();
    private List<InstanceType> types = Given.standardTypes();
    private DisruptionOptions options = DisruptionOptions.defaults();

    private Fleet() {}

    /// Nothing but the pool `default`.
    public static Fleet fleet() {
        return new Fleet();
    }

    /// A pool; without any there is `default`.
    public Fleet pool(PoolBuilder pool) {
        pools.add(pool.build());
        return this;
    }

    /// A machine.
    public Fleet node(MachineBuilder machine) {
        nodes.add(machine.build());
        return this;
    }

    /// Pods that wait for a machine.
    public Fleet pending(Pod... values) {
        pending.addAll(List.of(values));
        return this;
    }

    /// A pod disruption budget for pods with label `app`, by which so many may be evicted now.
    public Fleet podBudget(String name, String app, int allowed) {
        return podBudget(
                new PodDisruptionBudget("default", name, PodBuilder.selector("app", app), "1", null, allowed, false));
    }

    /// Any pod disruption budget.
    public Fleet podBudget(PodDisruptionBudget budget) {
        podBudgets.add(budget);
        return this;
    }

    /// A command under way holds the node.
    public Fleet queued(String node) {
        queued.add(node);
        return this;
    }

    /// What all nodes of a pool cost.
    public Fleet poolCost(String pool, double perHour) {
        poolCosts.put(pool, perHour);
        return this;
    }

    /// These instance types instead of the standard ones.
    public Fleet types(InstanceType... values) {
        types = List.of(values);
        types = types.stream().sorted(Comparator.comparing(InstanceType::name)).toList();
        return this;
    }

    /// Other settings.
    public Fleet options(DisruptionOptions value) {
        options = value;
        return this;
    }

    /// Searches as Karpenter does.
    public Fleet reference() {
        return options(options.in(DisruptionOptions.Mode.REFERENCE));
    }

    /// The round.
    public DisruptionRound round() {
        List<NodePool> known = pools.isEmpty()
                ? List.of(PoolBuilder.nodePool("default").build())
                : pools.stream().sorted(Comparator.comparing(NodePool::name)).toList();
        var cluster = new ClusterSnapshot(
                1,
                nodes.stream().sorted(Comparator.comparing(ClusterNode::name)).toList(),
                pending,
                known,
                List.of(),
                podBudgets,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        return new DisruptionRound(
                cluster,
                known.stream().map(pool -> new PoolCatalogue(pool, types, 1)).toList(),
                queued,
                LabelVocabulary.core(),
                SchedulingOptions.defaults(),
                options,
                poolCosts,
                Given.NOW);
    }

    /// The candidates of graceful methods.
    public Candidates candidates() {
        return Candidates.of(round(), Candidates.Strictness.GRACEFUL);
    }

    /// The candidate of that name.
    public Candidate candidate(String name) {
        return candidates().candidates().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// What a method finds.
    public MethodEvaluation run(DisruptionMethod method) {
        return run(method, Search.unlimited());
    }

    /// What a method finds within a search.
    public MethodEvaluation run(DisruptionMethod method, Search search) {
        DisruptionRound round = round();
        return DisruptionMethods.evaluate(method, round, new WhatIf(round, Scheduler::solve), search);
    }
}
