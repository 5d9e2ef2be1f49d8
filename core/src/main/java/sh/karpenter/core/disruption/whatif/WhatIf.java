package sh.karpenter.core.disruption.whatif;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.ClusterSolver;

/// "The cluster without these nodes": would their pods find a place, and what would have to be launched for them?
///
/// 1. The candidates and the nodes that are going away are no targets.
/// 2. To be placed are the pending pods, the candidates' pods that may move, and those of nodes that are going
///    away.
/// 3. It works out when every pod is placed but those that were pending anyway, and none on a node that is not
///    ready for work.
///
/// The cluster is compiled when the first question is asked; each question is an overlay on it that is taken
/// back afterwards ([ClusterSolver]), so that it costs what it moves. For that reason it belongs to one thread
/// at a time; several of one round may work side by side.
public final class WhatIf {
    private final DisruptionRound round;
    private final @Nullable Solver solver;
    private final PodDisruptionBudgets budgets;
    private final List<PoolCatalogue> openPools;
    private final List<Pod> always = new ArrayList<>();
    private final SortedSet<String> leaving = new TreeSet<>();
    private final TreeMap<String, ClusterNode> uninitialized = new TreeMap<>();
    private @Nullable ClusterSolver ofConsolidation;
    private @Nullable ClusterSolver ofOthers;

    /// Solves a problem; the scheduler, or a test's stand-in.
    @FunctionalInterface
    public interface Solver {
        /// As the scheduler's.
        SchedulingResult solve(SchedulingProblem problem, Deadline deadline);
    }

    /// Answers by overlays on the cluster compiled once.
    public WhatIf(DisruptionRound round) {
        this(round, null);
    }

    /// Answers by a solver that gets every question as a problem of its own: the slow way, with the same answers.
    ///
    /// @param solver the solver, null for overlays
    public WhatIf(DisruptionRound round, @Nullable Solver solver) {
        this.round = round;
        this.solver = solver;
        this.budgets = new PodDisruptionBudgets(round.cluster().podDisruptionBudgets());
        this.openPools = round.pools().stream()
                .filter(catalogue -> catalogue.pool().ready()
                        && !catalogue.pool().deleting()
                        && !catalogue.pool().isStatic())
                .toList();
        for (Pod pod : round.cluster().pendingPods()) {
            if (pod.provisionable()) {
                always.add(pod);
            }
        }
        for (ClusterNode node : round.cluster().nodes()) {
            if (node.markedForDeletion()) {
                addMovable(node, always);
                for (Pod pod : node.pods()) {
                    leaving.add(pod.uid());
                }
            }
            if (!node.initialized()) {
                uninitialized.put(node.name(), node);
            }
        }
    }

    private void addMovable(ClusterNode node, List<Pod> pods) {
        for (Pod pod : node.pods()) {
            if (budgets.currentlyReschedulable(pod, round.now())) {
                pods.add(pod);
            }
        }
    }

    /// What came of it.
    public sealed interface Outcome {

        /// Every pod has a place.
        ///
        /// @param result what would be launched, and which pods go to which existing node
        record Feasible(SchedulingResult result) implements Outcome {}

        /// Some pods have no place.
        ///
        /// @param reasons pod, as `namespace/name`, to why
        record Infeasible(SequencedMap<String, String> reasons) implements Outcome {
            private static final int SHOWN = 5;

            /// The text of events: `not all pods would schedule, namespace/name => why`.
            public String message() {
                var shown = new ArrayList<String>();
                for (var entry : reasons.entrySet()) {
                    if (shown.size() == SHOWN) {
                        break;
                    }
                    shown.add(entry.getKey() + " => " + entry.getValue());
                }
                int rest = reasons.size() - shown.size();
                return "not all pods would schedule, " + String.join(" ", shown)
                        + (rest > 0 ? " and " + rest + " other(s)" : "");
            }
        }

        /// A candidate is going away already.
        ///
        /// @param node its name
        record CandidateDeleting(String node) implements Outcome {}
    }

    /// Thinks the candidates away.
    ///
    /// @param consolidation whether running pods must not be moved onto nodes that are to be left in peace for a
    ///     while
    public Outcome without(Collection<Candidate> candidates, boolean consolidation) {
        return without(candidates, Collections.emptySortedSet(), consolidation);
    }

    /// Thinks the candidates away while other nodes take no pods, because another command counts on them.
    ///
    /// @param closed names of the nodes that take no pods; none where a solver of its own is used
    /// @param consolidation as in [#without(Collection, boolean)]
    public Outcome without(Collection<Candidate> candidates, SortedSet<String> closed, boolean consolidation) {
        var removed = new TreeSet<String>();
        var pods = new ArrayList<>(always);
        for (Candidate candidate : candidates) {
            if (candidate.node().markedForDeletion()) {
                return new Outcome.CandidateDeleting(candidate.name());
            }
            removed.add(candidate.name());
            addMovable(candidate.node(), pods);
        }
        return judge(solve(removed, closed, pods, consolidation));
    }

    /// What removing a candidate would at least cost in new machines, found without a solve: a lower bound of
    /// the price of any replacement. Where it is not below what the candidate costs, consolidation need not ask
    /// further.
    ///
    /// @return per hour; 0 when its pods may all fit elsewhere, infinite when no machine could hold those that do
    ///     not
    public double leastReplacementPrice(Candidate candidate) {
        var pods = new ArrayList<Pod>();
        addMovable(candidate.node(), pods);
        return overlay(true).leastPriceOfMachineFor(candidate.name(), pods);
    }

    private SchedulingResult solve(
            SortedSet<String> removed, SortedSet<String> closed, List<Pod> pods, boolean consolidation) {
        if (solver == null) {
            return overlay(consolidation).solve(removed, closed, pods, Deadline.none());
        }
        if (!closed.isEmpty()) {
            throw new IllegalArgumentException("a problem cannot say that nodes are closed: " + closed);
        }
        return solver.solve(problem(removed, pods, consolidation), Deadline.none());
    }

    private ClusterSolver overlay(boolean consolidation) {
        ClusterSolver known = consolidation ? ofConsolidation : ofOthers;
        if (known == null) {
            known = ClusterSolver.of(problem(Collections.emptySortedSet(), always, consolidation));
            if (consolidation) {
                ofConsolidation = known;
            } else {
                ofOthers = known;
            }
        }
        return known;
    }

    private SchedulingProblem problem(SortedSet<String> removed, List<Pod> pods, boolean consolidation) {
        return new SchedulingProblem(
                round.cluster(), pods, removed, openPools, round.labels(), options(consolidation), round.now());
    }

    private SchedulingOptions options(boolean consolidation) {
        SchedulingOptions given = round.scheduling();
        return new SchedulingOptions(
                given.preferences(),
                given.minValues(),
                SchedulingOptions.Reservations.FALLBACK,
                given.reservedCapacity(),
                given.ignoreDynamicResources(),
                given.defaultSpread(),
                consolidation,
                given.instanceTypeLimit(),
                given.checked());
    }

    private Outcome judge(SchedulingResult result) {
        var reasons = new LinkedHashMap<String, String>();
        for (var rejections : List.of(result.rejected(), result.deferred())) {
            for (Map.Entry<Pod, Rejection> entry : rejections.entrySet()) {
                if (!entry.getKey().provisionable()) {
                    reasons.put(entry.getKey().qualifiedName(), RejectionRenderer.render(entry.getValue()));
                }
            }
        }
        if (!uninitialized.isEmpty()) {
            result.existing().forEach((name, pods) -> {
                ClusterNode node = uninitialized.get(name);
                if (node != null) {
                    for (Pod pod : pods) {
                        if (!pod.provisionable() && !leaving.contains(pod.uid())) {
                            reasons.put(pod.qualifiedName(), "would schedule against uninitialized " + described(node));
                        }
                    }
                }
            });
        }
        return reasons.isEmpty() ? new Outcome.Feasible(result) : new Outcome.Infeasible(reasons);
    }

    private static String described(ClusterNode node) {
        String claim = node.claim() == null ? "" : "nodeclaim/" + node.claim().name();
        String name = node.node() == null ? "" : "node/" + node.node().name();
        return claim.isEmpty() || name.isEmpty() ? claim + name : claim + ", " + name;
    }
}
