package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Taint;
import sh.karpenter.local.kubernetes.cluster.object.Toleration;

/// Which of the nodes that can take a pod is best. Every score is 0 to 100 per node and has a weight; the sums
/// decide. Images are not simulated, so that score is absent: it would be the same for all nodes.
final class Scores {
    private static final long HIGHEST = 100;

    /// One way to compare nodes.
    interface Score {
        /// The score of each node in order, null when there is nothing to compare.
        long @Nullable [] of(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes);
    }

    private record Weighted(int weight, Score score) {}

    private static final List<Weighted> ALL = List.of(
            new Weighted(3, Scores::fewestAvoidedTaints),
            new Weighted(2, Scores::preferredNodes),
            new Weighted(1, Scores::leastAllocated),
            new Weighted(1, Scores::balanced),
            new Weighted(2, new SpreadScore()),
            new Weighted(2, new PodAffinityScore()));

    private Scores() {}

    /// The weighted sum of all scores for each node, in order.
    static long[] total(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        long[] total = new long[nodes.size()];
        for (Weighted weighted : ALL) {
            long[] scores = weighted.score.of(pod, picture, nodes);
            if (scores != null) {
                for (int i = 0; i < total.length; i++) {
                    total[i] += weighted.weight * scores[i];
                }
            }
        }
        return total;
    }

    private static long[] fewestAvoidedTaints(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        List<Toleration> tolerations = pod.shape().tolerations().stream()
                .filter(toleration ->
                        toleration.effect().isEmpty() || toleration.effect().equals("PreferNoSchedule"))
                .toList();
        long[] avoided = new long[nodes.size()];
        for (int i = 0; i < avoided.length; i++) {
            for (Taint taint : nodes.get(i).taints()) {
                if (taint.effect().equals("PreferNoSchedule") && !taint.toleratedBy(tolerations)) {
                    avoided[i]++;
                }
            }
        }
        long most = Arrays.stream(avoided).max().orElse(0);
        return Arrays.stream(avoided)
                .map(count -> most == 0 ? HIGHEST : HIGHEST - HIGHEST * count / most)
                .toArray();
    }

    private static long @Nullable [] preferredNodes(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        List<PodShape.WeightedNodeTerm> terms = pod.shape().preferredNodes();
        if (terms.isEmpty()) {
            return null;
        }
        long[] weights = new long[nodes.size()];
        for (int i = 0; i < weights.length; i++) {
            NodeEntry node = nodes.get(i);
            for (PodShape.WeightedNodeTerm term : terms) {
                weights[i] += term.term().matches(node.name(), node.labels()) ? term.weight() : 0;
            }
        }
        long most = Arrays.stream(weights).max().orElse(0);
        return most == 0
                ? weights
                : Arrays.stream(weights).map(weight -> HIGHEST * weight / most).toArray();
    }

    private static long[] leastAllocated(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        Amounts wanted = pod.shape().scoringRequests();
        return nodes.stream()
                .mapToLong(node ->
                        leastAllocated(node.allocatable(), node.usedForScoring().plus(wanted)))
                .toArray();
    }

    /// The mean of the free shares of CPU and memory, for those that the node has at all.
    static long leastAllocated(Amounts allocatable, Amounts requested) {
        long sum = 0;
        int counted = 0;
        if (allocatable.milliCpu() > 0) {
            sum += freeShare(allocatable.milliCpu(), requested.milliCpu());
            counted++;
        }
        if (allocatable.memory() > 0) {
            sum += freeShare(allocatable.memory(), requested.memory());
            counted++;
        }
        return counted == 0 ? 0 : sum / counted;
    }

    private static long freeShare(long allocatable, long requested) {
        return requested > allocatable ? 0 : (allocatable - requested) * HIGHEST / allocatable;
    }

    private static long @Nullable [] balanced(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        Amounts wanted = pod.shape().requests();
        if (wanted.milliCpu() == 0 && wanted.memory() == 0) {
            return null;
        }
        return nodes.stream()
                .mapToLong(node -> balanced(node.allocatable(), node.used().plus(wanted)))
                .toArray();
    }

    /// 100 when CPU and memory are used to the same share, less the farther apart they are.
    static long balanced(Amounts allocatable, Amounts requested) {
        if (allocatable.milliCpu() == 0 || allocatable.memory() == 0) {
            return HIGHEST;
        }
        double cpu = Math.min(1, (double) requested.milliCpu() / allocatable.milliCpu());
        double memory = Math.min(1, (double) requested.memory() / allocatable.memory());
        return (long) ((1 - Math.abs(cpu - memory) / 2) * HIGHEST);
    }
}
