package sh.karpenter.local.kubernetes.cluster.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    /// What the order looks at in one pod, read once: a sort compares each pod a dozen times.
    ///
    /// @param readySince null when it is not ready
    private record Ranked(
            ObjectNode pod,
            boolean bound,
            int phase,
            int cost,
            int neighbours,
            @Nullable Instant readySince,
            int restarts,
            Instant created,
            String uid) {

        static Ranked of(ObjectNode pod, Map<String, Integer> neighbours) {
            String node = Pods.nodeName(pod);
            return new Ranked(
                    pod,
                    !node.isEmpty(),
                    phaseRank(pod),
                    deletionCost(pod),
                    neighbours.getOrDefault(node, 0),
                    Pods.readySince(pod),
                    Pods.restarts(pod),
                    Metadata.creation(pod),
                    Metadata.uid(pod));
        }
    }

    /// The `count` pods to delete.
    ///
    /// @param pods the ReplicaSet's active pods
    /// @param related the active pods of all ReplicaSets of the same workload
    static List<ObjectNode> victims(List<ObjectNode> pods, List<ObjectNode> related, int count, Instant now) {
        Map<String, Integer> neighbours = new HashMap<>();
        for (ObjectNode pod : related) {
            neighbours.merge(Pods.nodeName(pod), 1, Integer::sum);
        }
        List<Ranked> ordered = new ArrayList<>(pods.size());
        pods.forEach(pod -> ordered.add(Ranked.of(pod, neighbours)));
        ordered.sort(order(ordered, now));
        return ordered.stream().limit(count).map(Ranked::pod).toList();
    }

    private static Comparator<Ranked> order(List<Ranked> pods, Instant now) {
        return Comparator.<Ranked>comparingInt(pod -> pod.bound() ? 1 : 0)
                .thenComparingInt(Ranked::phase)
                .thenComparingInt(pod -> pod.readySince() == null ? 0 : 1)
                .thenComparingInt(Ranked::cost)
                .thenComparingInt(pod -> -pod.neighbours())
                .thenComparing(byAge(pods, Ranked::readySince, now))
                .thenComparingInt(pod -> -pod.restarts())
                .thenComparing(byAge(pods, Ranked::created, now));
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

    /// Younger first, by magnitude. Between different times of one magnitude the uid decides; equal times are equal,
    /// so that the next criterion decides. For that to be one order, a time takes the smallest uid of all pods that
    /// have it: with each pod's own uid, two pods of one time could stand on both sides of a third.
    private static Comparator<Ranked> byAge(List<Ranked> pods, Function<Ranked, @Nullable Instant> since, Instant now) {
        Map<Instant, String> smallest = new HashMap<>();
        for (Ranked pod : pods) {
            Instant time = since.apply(pod);
            if (time != null) {
                smallest.merge(time, pod.uid(), (left, right) -> left.compareTo(right) <= 0 ? left : right);
            }
        }
        return (left, right) -> {
            Instant leftSince = since.apply(left);
            Instant rightSince = since.apply(right);
            if (leftSince == null || rightSince == null) {
                return 0;
            }
            int byMagnitude = Integer.compare(magnitude(leftSince, now), magnitude(rightSince, now));
            return byMagnitude != 0
                    ? byMagnitude
                    : smallest.getOrDefault(leftSince, "").compareTo(smallest.getOrDefault(rightSince, ""));
        };
    }

    private static int magnitude(Instant since, Instant now) {
        long nanos = Duration.between(since, now).toNanos();
        return nanos <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(nanos);
    }
}
