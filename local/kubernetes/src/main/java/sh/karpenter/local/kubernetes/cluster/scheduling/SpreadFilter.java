package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Taint;

/// Topology spread constraints that must hold.
///
/// 1. Nodes that carry the keys of all constraints and pass a constraint's inclusion policies form its domains.
/// 2. Matching pods of the same namespace that are not terminating are counted per domain.
/// 3. A node passes when its domain's count, with this pod if it matches itself, is at most `maxSkew` above the
///    smallest count. With fewer domains than `minDomains` the smallest count is 0.
final class SpreadFilter implements Filter {
    private static final Refusal KEY_MISSING =
            Refusal.unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");
    private static final Refusal SKEWED = Refusal.resolvable("node(s) didn't match pod topology spread constraints");

    /// @param smallest the smallest count over all domains
    /// @param self 1 if the pod counts itself
    private record Domains(SpreadConstraint constraint, Map<String, Integer> counts, int smallest, int self) {}

    @Override
    public Preparation prepare(PodFacts pod, ClusterPicture picture) {
        List<SpreadConstraint> constraints =
                pod.shape().spread().stream().filter(SpreadConstraint::hard).toList();
        if (constraints.isEmpty()) {
            return Preparation.nothing();
        }
        List<Domains> domains = constraints.stream()
                .map(constraint -> count(pod, constraint, constraints, picture))
                .toList();
        return Preparation.ready(node -> refuse(node, domains));
    }

    private static @Nullable Refusal refuse(NodeEntry node, List<Domains> all) {
        for (Domains domains : all) {
            String domain = node.labels().get(domains.constraint.topologyKey());
            if (domain == null) {
                return KEY_MISSING;
            }
            int count = domains.counts.getOrDefault(domain, 0);
            if (count + domains.self - domains.smallest > domains.constraint.maxSkew()) {
                return SKEWED;
            }
        }
        return null;
    }

    private static Domains count(
            PodFacts pod, SpreadConstraint constraint, List<SpreadConstraint> all, ClusterPicture picture) {
        Map<String, Integer> perNode = matchingPods(pod, constraint, picture);
        Map<String, Integer> counts = new HashMap<>();
        for (NodeEntry node : picture.nodes()) {
            if (hasKeys(node, all) && included(pod, constraint, node)) {
                String domain = node.labels().get(constraint.topologyKey());
                counts.merge(String.valueOf(domain), perNode.getOrDefault(node.name(), 0), Integer::sum);
            }
        }
        int smallest = counts.size() < constraint.minDomains()
                ? 0
                : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        int self = constraint.selector().matches(pod.shape().labels()) ? 1 : 0;
        return new Domains(constraint, counts, smallest, self);
    }

    /// The number of pods per node that the constraint counts. A selector that selects everything counts none,
    /// as in Kubernetes.
    static Map<String, Integer> matchingPods(PodFacts pod, SpreadConstraint constraint, ClusterPicture picture) {
        return constraint.selector().selective()
                ? picture.index().count(question(pod, constraint), picture.nodes())
                : Map.of();
    }

    /// The number of pods per domain that the constraint counts, when it counts on all nodes.
    static Map<String, Integer> matchingPodsByDomain(
            PodFacts pod, SpreadConstraint constraint, ClusterPicture picture) {
        return constraint.selector().selective()
                ? picture.index().count(question(pod, constraint), picture.nodes(), constraint.topologyKey())
                : Map.of();
    }

    private static PodIndex.Question question(PodFacts pod, SpreadConstraint constraint) {
        AffinityTerm term = AffinityTerm.pods(pod.shape().namespace(), constraint.selector());
        return new PodIndex.Question(List.of(term), true);
    }

    /// Whether the constraint counts on all nodes, whatever they are like.
    static boolean includesAll(PodFacts pod, SpreadConstraint constraint) {
        return !constraint.honourTaints()
                && (!constraint.honourAffinity() || pod.shape().allowsAll());
    }

    static boolean hasKeys(NodeEntry node, List<SpreadConstraint> constraints) {
        for (SpreadConstraint constraint : constraints) {
            if (!node.labels().containsKey(constraint.topologyKey())) {
                return false;
            }
        }
        return true;
    }

    static boolean included(PodFacts pod, SpreadConstraint constraint, NodeEntry node) {
        if (constraint.honourAffinity() && !pod.shape().allows(node.name(), node.labels())) {
            return false;
        }
        return !constraint.honourTaints()
                || Taint.firstUntolerated(node.taints(), pod.shape().tolerations()) == null;
    }
}
