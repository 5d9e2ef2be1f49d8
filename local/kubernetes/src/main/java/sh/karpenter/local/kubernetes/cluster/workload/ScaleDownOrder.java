package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import tools.jackson.databind.node.ObjectNode;

/// Which pods a ReplicaSet gives up first. In this order, the next rule only among equals:
///
/// 1. not bound to a node;
/// 2. Pending, then Unknown, then Running;
/// 3. not ready;
/// 4. lower deletion cost (annotation);
/// 5. on a node with more pods of the same workload;
/// 6. ready for a shorter time, where times of the same power of two count as the same and the uid decides;
/// 7. more restarts;
/// 8. created later, in the same coarse sense.
final class ScaleDownOrder {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    private ScaleDownOrder() {}

    /// The `count` pods to delete.
    ///
    /// @param pods the ReplicaSet's active pods
    /// @param related the active pods of all ReplicaSets of the same workload
    static List<ObjectNode> victims(List<ObjectNode> pods, List<ObjectNode> related, int count, Instant now) {
        Map<String, Integer> neighbours = new HashMap<>();
        for (ObjectNode pod : related) {
            neighbours.merge(Pods.nodeName(pod), 1, Integer::sum);
        }
        List<ObjectNode> ordered = new ArrayList<>(pods);
        ordered.sort(order(neighbours, now));
        return ordered.subList(0, Math.min(count, ordered.size()));
    }

    private static Comparator<ObjectNode> order(Map<String, Integer> neighbours, Instant now) {
        return Comparator.<ObjectNode>comparingInt(pod -> Pods.nodeName(pod).isEmpty() ? 0 : 1)
                .thenComparingInt(ScaleDownOrder::phaseRank)
                .thenComparingInt(pod -> Pods.ready(pod) ? 1 : 0)
                .thenComparingInt(ScaleDownOrder::deletionCost)
                .thenComparingInt(pod -> -neighbours.getOrDefault(Pods.nodeName(pod), 0))
                .thenComparing((left, right) -> byAge(left, right, Pods.readySince(left), Pods.readySince(right), now))
                .thenComparingInt(pod -> -Pods.restarts(pod))
                .thenComparing(
                        (left, right) -> byAge(left, right, Metadata.creation(left), Metadata.creation(right), now));
    }

    private static int phaseRank(ObjectNode pod) {
        return switch (Pods.phase(pod)) {
            case "Pending" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    private static int deletionCost(ObjectNode pod) {
        String cost = Metadata.annotation(pod, DELETION_COST);
        try {
            return cost.isEmpty() ? 0 : Integer.parseInt(cost);
        } catch (NumberFormatException ignoredAsKubernetesDoes) {
            return 0;
        }
    }

    private static int byAge(
            ObjectNode left, ObjectNode right, @Nullable Instant leftSince, @Nullable Instant rightSince, Instant now) {
        if (leftSince == null || rightSince == null || leftSince.equals(rightSince)) {
            return 0;
        }
        int byMagnitude = Integer.compare(magnitude(leftSince, now), magnitude(rightSince, now));
        return byMagnitude != 0 ? byMagnitude : Metadata.uid(left).compareTo(Metadata.uid(right));
    }

    private static int magnitude(Instant since, Instant now) {
        long nanos = Duration.between(since, now).toNanos();
        return nanos <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(nanos);
    }
}
