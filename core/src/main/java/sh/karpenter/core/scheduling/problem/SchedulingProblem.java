package sh.karpenter.core.scheduling.problem;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.workload.Pod;

/// Every input of one solve: same problem, same result.
///
/// @param cluster the cluster as it is
/// @param pods the pods to place, in any order: pending ones, and those of nodes that go away
/// @param removedNodes names of nodes that are thought away: no target. Pods on them that are not to be placed count
///     for topology, because they run until their node is gone
/// @param pools the pools that may open nodes, with their catalogues; the solve orders them by weight, then by name
/// descending
/// @param labels the label vocabulary of core and provider
/// @param options settings
/// @param now the moment for which it is solved
public record SchedulingProblem(
        ClusterSnapshot cluster,
        List<Pod> pods,
        SortedSet<String> removedNodes,
        List<PoolCatalogue> pools,
        LabelVocabulary labels,
        SchedulingOptions options,
        Instant now) {

    public SchedulingProblem {
        pods = List.copyOf(pods);
        removedNodes = Collections.unmodifiableSortedSet(new TreeSet<>(removedNodes));
        pools = List.copyOf(pools);
    }
}
