package sh.karpenter.core.scheduling.solve;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// Decides where pods go and which machines to launch for them.
///
/// 1. Pods that cannot be understood are set aside ([PodValidation]).
/// 2. The others are taken in order of size, then age ([PodQueue]).
/// 3. Each is tried on the existing nodes in their fixed order, then on the nodes opened so far, emptiest
///    first, then on a new node of each pool in order of weight. The first that passes all
///    [sh.karpenter.core.scheduling.check.FitChecks] takes it.
/// 4. A pod that fits nowhere gives up one preference at a time ([Relaxation]); when nothing is left to give up
///    it goes to the end of the queue, with all its preferences again, because others placed meanwhile may make
///    room for it (affinity, alternating skews).
/// 5. The solve ends when a whole round brought no progress, or when the deadline passes.
///
/// Same problem, same result: ties are broken by name, never by chance.
public final class Scheduler {
    private Scheduler() {}

    /// Solves a problem.
    ///
    /// @param deadline polled between pods; what was decided until then is returned
    public static SchedulingResult solve(SchedulingProblem problem, Deadline deadline) {
        return solve(CompiledCluster.of(problem), problem.removedNodes(), problem.pods(), deadline);
    }

    /// Solves for a compiled cluster: a what-if without compiling it again.
    ///
    /// @param cluster the cluster; used by one thread at a time
    /// @param removedNodes names of nodes that are thought away
    /// @param pods the pods to place; their shapes must occur in the problem that the cluster was compiled from
    public static SchedulingResult solve(
            CompiledCluster cluster, SortedSet<String> removedNodes, List<Pod> pods, Deadline deadline) {
        return ClusterSolver.once(cluster, removedNodes, pods, deadline);
    }

    /// Solves for a compiled cluster with all its nodes.
    public static SchedulingResult solve(CompiledCluster cluster, List<Pod> pods, Deadline deadline) {
        return solve(cluster, Collections.emptySortedSet(), pods, deadline);
    }
}
