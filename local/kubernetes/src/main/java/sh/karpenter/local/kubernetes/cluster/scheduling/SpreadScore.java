package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;

/// Topology spread constraints that should hold. A pod that declares none at all is spread over hosts and zones
/// by the selector of the workload it belongs to.
final class SpreadScore implements Scores.Score {
    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    @Override
    public long @Nullable [] of(PodFacts pod, ClusterPicture picture, List<NodeEntry> nodes) {
        boolean declared = !pod.shape().spread().isEmpty();
        List<SpreadConstraint> constraints = declared
                ? pod.shape().spread().stream()
                        .filter(constraint -> !constraint.hard())
                        .toList()
                : defaults(picture.volumes().workloadSelector(pod));
        if (constraints.isEmpty()) {
            return null;
        }
        boolean[] ignored = new boolean[nodes.size()];
        int scored = 0;
        for (int i = 0; i < ignored.length; i++) {
            ignored[i] = declared && !SpreadFilter.hasKeys(nodes.get(i), constraints);
            scored += ignored[i] ? 0 : 1;
        }
        double[] sums = new double[nodes.size()];
        for (SpreadConstraint constraint : constraints) {
            add(sums, constraint, pod, picture, nodes, ignored, scored);
        }
        return normalised(sums, ignored);
    }

    private static void add(
            double[] sums,
            SpreadConstraint constraint,
            PodFacts pod,
            ClusterPicture picture,
            List<NodeEntry> nodes,
            boolean[] ignored,
            int scored) {
        String key = constraint.topologyKey();
        boolean perHost = key.equals(HOSTNAME);
        Map<String, Integer> perNode = perHost ? SpreadFilter.matchingPods(pod, constraint, picture) : Map.of();
        @Nullable String[] domainOf = new @Nullable String[ignored.length];
        Set<String> domains = new HashSet<>();
        for (int i = 0; i < ignored.length; i++) {
            String domain = ignored[i] ? null : nodes.get(i).labels().get(key);
            domainOf[i] = domain;
            if (domain != null && !perHost) {
                domains.add(domain);
            }
        }
        Map<String, Integer> counts = perHost ? Map.of() : byDomain(pod, constraint, picture, domains);
        double weight = Math.log((perHost ? scored : domains.size()) + 2.0);
        for (int i = 0; i < ignored.length; i++) {
            String domain = domainOf[i];
            if (domain != null) {
                int count = perHost ? perNode.getOrDefault(nodes.get(i).name(), 0) : counts.getOrDefault(domain, 0);
                sums[i] += count * weight + (constraint.maxSkew() - 1);
            }
        }
    }

    private static Map<String, Integer> byDomain(
            PodFacts pod, SpreadConstraint constraint, ClusterPicture picture, Set<String> domains) {
        if (SpreadFilter.includesAll(pod, constraint)) {
            return SpreadFilter.matchingPodsByDomain(pod, constraint, picture);
        }
        Map<String, Integer> perNode = SpreadFilter.matchingPods(pod, constraint, picture);
        Map<String, Integer> counts = new HashMap<>();
        for (NodeEntry node : picture.nodes()) {
            String domain = node.labels().get(constraint.topologyKey());
            if (domain != null && domains.contains(domain) && SpreadFilter.included(pod, constraint, node)) {
                counts.merge(domain, perNode.getOrDefault(node.name(), 0), Integer::sum);
            }
        }
        return counts;
    }

    private static long[] normalised(double[] sums, boolean[] ignored) {
        long most = Long.MIN_VALUE;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < sums.length; i++) {
            if (!ignored[i]) {
                most = Math.max(most, Math.round(sums[i]));
                least = Math.min(least, Math.round(sums[i]));
            }
        }
        long[] scores = new long[sums.length];
        for (int i = 0; i < sums.length; i++) {
            if (!ignored[i]) {
                scores[i] = most == 0 ? 100 : 100 * (most + least - Math.round(sums[i])) / most;
            }
        }
        return scores;
    }

    private static List<SpreadConstraint> defaults(LabelSelector selector) {
        List<SpreadConstraint> constraints = new ArrayList<>();
        if (selector.selective()) {
            constraints.add(new SpreadConstraint(HOSTNAME, 3, false, selector, 1, true, false));
            constraints.add(new SpreadConstraint(ZONE, 5, false, selector, 1, true, false));
        }
        return constraints;
    }
}
