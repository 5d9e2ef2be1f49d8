package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Preferred pod affinity and anti-affinity, both ways; required affinity of pods already there counts with
/// weight 1.
final class PodAffinityScore implements Scores.Score {

    @Override
    public long @Nullable [] of(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        Map<String, Map<String, Long>> sums = new HashMap<>();
        PodShape shape = pod.shape();
        for (AffinityTerm.Weighted each : shape.preferredAffinity()) {
            addMatching(sums, each.term(), each.weight(), picture);
        }
        for (AffinityTerm.Weighted each : shape.preferredAntiAffinity()) {
            addMatching(sums, each.term(), -each.weight(), picture);
        }
        addThoseOfOthers(sums, picture.index().requiredAffinity(), shape, picture);
        addThoseOfOthers(sums, picture.index().preferredAffinity(), shape, picture);
        if (sums.isEmpty()) {
            return null;
        }
        long[] raw = new long[nodes.size()];
        for (int i = 0; i < raw.length; i++) {
            Map<String, String> labels = nodes.get(i).labels();
            for (Map.Entry<String, Map<String, Long>> key : sums.entrySet()) {
                String value = labels.get(key.getKey());
                raw[i] += value == null ? 0 : key.getValue().getOrDefault(value, 0L);
            }
        }
        return normalised(raw);
    }

    private static void addMatching(
            Map<String, Map<String, Long>> sums, AffinityTerm term, int weight, ClusterPicture picture) {
        picture.index()
                .count(new PodIndex.Question(List.of(term), false), picture.nodes())
                .forEach((node, count) -> add(sums, term, picture.node(node), (long) weight * count));
    }

    private static void addThoseOfOthers(
            Map<String, Map<String, Long>> sums,
            Map<AffinityTerm, Map<String, Integer>> terms,
            PodShape pod,
            ClusterPicture picture) {
        terms.forEach((term, nodes) -> {
            if (term.matches(pod, picture::namespaceLabels)) {
                nodes.forEach((node, weight) -> add(sums, term, picture.node(node), weight));
            }
        });
    }

    private static void add(
            Map<String, Map<String, Long>> sums, AffinityTerm term, @Nullable NodeEntry node, long weight) {
        String value = node == null ? null : node.labels().get(term.topologyKey());
        if (value != null) {
            sums.computeIfAbsent(term.topologyKey(), _ -> new HashMap<>()).merge(value, weight, Long::sum);
        }
    }

    private static long[] normalised(long[] raw) {
        long most = Arrays.stream(raw).max().orElse(0);
        long least = Arrays.stream(raw).min().orElse(0);
        return Arrays.stream(raw)
                .map(value -> most == least ? 0 : (long) (100.0 * (value - least) / (most - least)))
                .toArray();
    }
}
