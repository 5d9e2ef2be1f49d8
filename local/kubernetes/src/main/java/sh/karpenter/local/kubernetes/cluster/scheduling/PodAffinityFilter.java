package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Required pod affinity and anti-affinity, both ways: what the pod demands, and what pods already there
/// demand.
///
/// - Affinity: only pods that match all of the pod's terms count, in the domain of each term. When no pod
///   anywhere counts and the pod matches its own terms, any node with the keys is a beginning.
/// - Anti-affinity: no matching pod in the node's domain; nodes without the key pass.
/// - Symmetry: no pod in any domain of the node forbids this pod.
final class PodAffinityFilter implements Filter {
    private static final Refusal AFFINITY = Refusal.unresolvable("node(s) didn't match pod affinity rules");
    private static final Refusal ANTI_AFFINITY = Refusal.resolvable("node(s) didn't match pod anti-affinity rules");
    private static final Refusal FORBIDDEN_BY_OTHERS =
            Refusal.resolvable("node(s) didn't satisfy existing pods anti-affinity rules");

    /// A node label and its value.
    private record Domain(String key, String value) {}

    @Override
    public Preparation prepare(PodFacts pod, ClusterPicture picture) {
        List<AffinityTerm> near = pod.shape().affinity();
        List<AffinityTerm> apart = pod.shape().antiAffinity();
        Set<Domain> forbidden = forbiddenByOthers(pod, picture);
        if (near.isEmpty() && apart.isEmpty() && forbidden.isEmpty()) {
            return Preparation.nothing();
        }
        Map<Domain, Integer> wanted = near.isEmpty() ? Map.of() : count(near, near, picture);
        boolean beginning =
                wanted.isEmpty() && near.stream().allMatch(term -> term.matches(pod.shape(), picture::namespaceLabels));
        Map<Domain, Integer> unwanted = new HashMap<>();
        for (AffinityTerm term : apart) {
            count(List.of(term), List.of(term), picture)
                    .forEach((domain, count) -> unwanted.merge(domain, count, Integer::sum));
        }
        return Preparation.ready(node -> {
            if (!near.isEmpty() && !isNear(node, near, wanted, beginning)) {
                return AFFINITY;
            }
            if (!apart.isEmpty() && touches(node, apart, unwanted)) {
                return ANTI_AFFINITY;
            }
            return forbids(node, forbidden);
        });
    }

    private static boolean isNear(
            NodeEntry node, List<AffinityTerm> terms, Map<Domain, Integer> wanted, boolean beginning) {
        for (AffinityTerm term : terms) {
            String value = node.labels().get(term.topologyKey());
            if (value == null || (!beginning && !wanted.containsKey(new Domain(term.topologyKey(), value)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean touches(NodeEntry node, List<AffinityTerm> terms, Map<Domain, Integer> unwanted) {
        for (AffinityTerm term : terms) {
            String value = node.labels().get(term.topologyKey());
            if (value != null && unwanted.containsKey(new Domain(term.topologyKey(), value))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Refusal forbids(NodeEntry node, Set<Domain> forbidden) {
        for (Domain domain : forbidden) {
            if (domain.value.equals(node.labels().get(domain.key))) {
                return FORBIDDEN_BY_OTHERS;
            }
        }
        return null;
    }

    /// Counts pods that match all of `terms`, per domain of each of `keys`.
    private static Map<Domain, Integer> count(
            List<AffinityTerm> terms, List<AffinityTerm> keys, ClusterPicture picture) {
        Map<Domain, Integer> counts = new HashMap<>();
        picture.index()
                .count(new PodIndex.Question(terms, false), picture.nodes())
                .forEach((name, count) -> {
                    NodeEntry node = picture.node(name);
                    for (AffinityTerm term : keys) {
                        String value = node == null ? null : node.labels().get(term.topologyKey());
                        if (value != null) {
                            counts.merge(new Domain(term.topologyKey(), value), count, Integer::sum);
                        }
                    }
                });
        return counts;
    }

    private static Set<Domain> forbiddenByOthers(PodFacts pod, ClusterPicture picture) {
        Set<Domain> forbidden = new HashSet<>();
        picture.index().requiredAntiAffinity().forEach((term, nodes) -> {
            if (term.matches(pod.shape(), picture::namespaceLabels)) {
                for (String name : nodes.keySet()) {
                    NodeEntry node = picture.node(name);
                    String value = node == null ? null : node.labels().get(term.topologyKey());
                    if (value != null) {
                        forbidden.add(new Domain(term.topologyKey(), value));
                    }
                }
            }
        });
        return forbidden;
    }
}
