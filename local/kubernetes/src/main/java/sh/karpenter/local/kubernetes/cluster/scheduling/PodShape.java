package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.NodeSelector;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Toleration;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.JsonNode;

/// Everything about a pod that decides where it may go. Replicas have equal shapes; what was found out for one
/// holds for all.
///
/// @param requests exact requests
/// @param scoringRequests requests with defaults for containers that ask for nothing
/// @param claims volume claims used, by claim name; for generic ephemeral volumes the name they will get
/// @param ephemeralClaims those of the claims that come with the pod
record PodShape(
        String namespace,
        Map<String, String> labels,
        long priority,
        boolean preempts,
        Amounts requests,
        Amounts scoringRequests,
        List<Toleration> tolerations,
        Map<String, String> nodeSelector,
        @Nullable NodeSelector nodeAffinity,
        List<WeightedNodeTerm> preferredNodes,
        List<HostPort> hostPorts,
        List<AffinityTerm> affinity,
        List<AffinityTerm> antiAffinity,
        List<AffinityTerm.Weighted> preferredAffinity,
        List<AffinityTerm.Weighted> preferredAntiAffinity,
        List<SpreadConstraint> spread,
        List<String> claims,
        List<String> ephemeralClaims) {

    /// A preferred node affinity term.
    record WeightedNodeTerm(int weight, NodeSelector.Term term) {}

    static PodShape of(JsonNode pod) {
        JsonNode spec = Tree.at(pod, "spec");
        String namespace = Metadata.namespace(pod);
        Map<String, String> labels = Collections.unmodifiableMap(new TreeMap<>(Metadata.labels(pod)));
        JsonNode nodes = Tree.at(spec, "affinity", "nodeAffinity");
        JsonNode near = Tree.at(spec, "affinity", "podAffinity");
        JsonNode apart = Tree.at(spec, "affinity", "podAntiAffinity");
        List<WeightedNodeTerm> preferred = new ArrayList<>();
        for (JsonNode term : Tree.items(nodes, "preferredDuringSchedulingIgnoredDuringExecution")) {
            preferred.add(new WeightedNodeTerm(
                    (int) Tree.number(term, 0, "weight"), NodeSelector.Term.of(Tree.at(term, "preference"))));
        }
        List<String> ephemeral = new ArrayList<>();
        return new PodShape(
                namespace,
                labels,
                Pods.priority(pod),
                !Tree.text(spec, "preemptionPolicy").equals("Never"),
                PodRequests.exact(spec),
                PodRequests.forScoring(spec),
                Pods.tolerations(spec),
                Tree.strings(spec, "nodeSelector"),
                NodeSelector.of(Tree.at(nodes, "requiredDuringSchedulingIgnoredDuringExecution")),
                Collections.unmodifiableList(preferred),
                HostPort.list(spec),
                AffinityTerm.required(near, namespace, labels),
                AffinityTerm.required(apart, namespace, labels),
                AffinityTerm.preferred(near, namespace, labels),
                AffinityTerm.preferred(apart, namespace, labels),
                SpreadConstraint.list(spec, labels),
                claims(spec, Metadata.name(pod), ephemeral),
                Collections.unmodifiableList(ephemeral));
    }

    private static List<String> claims(JsonNode spec, String podName, List<String> ephemeral) {
        List<String> claims = new ArrayList<>();
        for (JsonNode volume : Tree.items(spec, "volumes")) {
            String claim = Tree.text(volume, "persistentVolumeClaim", "claimName");
            if (!claim.isEmpty()) {
                claims.add(claim);
            } else if (Tree.has(volume, "ephemeral")) {
                claims.add(podName + "-" + Tree.text(volume, "name"));
                ephemeral.add(podName + "-" + Tree.text(volume, "name"));
            }
        }
        return Collections.unmodifiableList(claims);
    }

    /// Whether there is neither node selector nor required node affinity.
    boolean allowsAll() {
        return nodeSelector.isEmpty() && nodeAffinity == null;
    }

    /// Whether node selector and required node affinity allow a node.
    boolean allows(String nodeName, Map<String, String> nodeLabels) {
        for (Map.Entry<String, String> wanted : nodeSelector.entrySet()) {
            if (!wanted.getValue().equals(nodeLabels.get(wanted.getKey()))) {
                return false;
            }
        }
        return nodeAffinity == null || nodeAffinity.matches(nodeName, nodeLabels);
    }

    /// Whether other pods or volumes have a say, so that where the pod fits may change without its node
    /// changing.
    boolean dependsOnOthers() {
        return !affinity.isEmpty()
                || !antiAffinity.isEmpty()
                || !claims.isEmpty()
                || spread.stream().anyMatch(SpreadConstraint::hard);
    }
}
