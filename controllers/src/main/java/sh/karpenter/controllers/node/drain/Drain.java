package sh.karpenter.controllers.node.drain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruption;

/// Decides which pods of a node go next.
///
/// 1. The drain waits for every pod that has not ended, except those that tolerate the disruption, belong to
///    the node itself, or hang in their termination.
/// 2. Pods whose grace period would not fit before the deadline any more go at once, whoever they are.
/// 3. The others go in groups, the next one when the one before is gone: ordinary pods; ordinary daemons;
///    critical pods; critical daemons. So that what serves the others leaves last.
///
/// Pods that forbid disruption are in their group like any other. They are not evicted, so the drain stops
/// there until they end by themselves or rule 2 applies.
public final class Drain {
    private Drain() {}

    /// What a drain has to do now.
    ///
    /// @param pods the node's pods
    /// @param deadline when the drain's time is over, null for never
    public static DrainVerdict decide(List<Pod> pods, @Nullable Instant deadline, DrainMode mode, Instant now) {
        List<Pod> waiting = pods.stream()
                .filter(pod -> PodDisruption.waitingEviction(pod, now))
                .toList();
        if (waiting.isEmpty()) {
            return new DrainVerdict.Empty();
        }
        boolean forced = mode == DrainMode.FORCE_DELETE;
        var next = new ArrayList<Pod>();
        var rest = new ArrayList<Pod>();
        for (Pod pod : waiting) {
            (forced && mustBeDeleted(pod, deadline, now) ? next : rest).add(pod);
        }
        next.addAll(firstGroup(rest));
        return new DrainVerdict.Draining(next, waiting.size());
    }

    /// Whether waiting any longer would cut the pod's own grace period (or has): it is terminating and its end lies
    /// behind the deadline, or it is not terminating and the deadline is nearer than its grace period is long.
    public static boolean mustBeDeleted(Pod pod, @Nullable Instant deadline, Instant now) {
        if (deadline == null) {
            return false;
        }
        if (pod.deletion() != null) {
            return pod.deletion().isAfter(deadline);
        }
        Long grace = pod.terminationGracePeriodSeconds();
        return grace != null && now.isAfter(deadline.minus(Duration.ofSeconds(grace)));
    }

    private static List<Pod> firstGroup(List<Pod> pods) {
        for (boolean critical : new boolean[] {false, true}) {
            for (boolean daemon : new boolean[] {false, true}) {
                List<Pod> group = pods.stream()
                        .filter(pod -> critical(pod) == critical && pod.ownedByDaemonSet() == daemon)
                        .toList();
                if (!group.isEmpty()) {
                    return group;
                }
            }
        }
        return List.of();
    }

    private static boolean critical(Pod pod) {
        return pod.priorityClassName().equals("system-cluster-critical")
                || pod.priorityClassName().equals("system-node-critical");
    }
}
