package sh.karpenter.providers.aws.userdata;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.providers.aws.cluster.ClusterIdentity;
import sh.karpenter.providers.aws.nodeclass.KubeletSettings;
import sh.karpenter.providers.aws.nodeclass.NodeClass;

/// Everything that a machine is told when it boots.
///
/// @param cluster the cluster that it joins
/// @param serviceRange addresses of the cluster's services in CIDR notation, null when not known
/// @param labels labels that the kubelet sets on its node, in key order
/// @param taints taints that the kubelet sets on its node
/// @param maxPods how many pods the kubelet runs
/// @param clusterDns addresses of the DNS, empty when not known
/// @param kubelet the kubelet fields that the controller understands
/// @param rawKubelet all kubelet fields, as the user wrote them
/// @param custom the user's own user data, empty for none
/// @param localDisksTogether whether local disks become one that carries the kubelet's directory
public record NodeBoot(
        ClusterIdentity cluster,
        @Nullable String serviceRange,
        SequencedMap<String, String> labels,
        List<Taint> taints,
        long maxPods,
        List<String> clusterDns,
        KubeletSettings kubelet,
        Map<String, Object> rawKubelet,
        String custom,
        boolean localDisksTogether) {

    /// Domains whose labels a kubelet may not set on its own node; the controller copies them.
    private static final List<String> PROTECTED_DOMAINS =
            List.of("kubernetes.io", "k8s.io", "node-restriction.kubernetes.io");

    public NodeBoot {
        var allowed = new TreeMap<>(labels);
        allowed.keySet().removeIf(NodeBoot::isProtected);
        labels = Collections.unmodifiableSequencedMap(allowed);
        taints = List.copyOf(taints);
        clusterDns = List.copyOf(clusterDns);
        rawKubelet = Collections.unmodifiableMap(new TreeMap<>(rawKubelet));
    }

    /// What a class says about a boot, with what only the launch knows.
    public static NodeBoot of(
            ClusterIdentity cluster,
            @Nullable String serviceRange,
            NodeClass nodeClass,
            SequencedMap<String, String> labels,
            List<Taint> taints,
            long maxPods) {
        KubeletSettings kubelet = nodeClass.kubelet();
        List<String> dns = kubelet.clusterDns();
        if (dns.isEmpty() && cluster.dnsAddress() != null) {
            dns = List.of(cluster.dnsAddress());
        }
        return new NodeBoot(
                cluster,
                serviceRange,
                labels,
                taints,
                maxPods,
                dns,
                kubelet,
                nodeClass.spec().kubelet() == null ? Map.of() : nodeClass.spec().kubelet(),
                nodeClass.spec().userData() == null ? "" : nodeClass.spec().userData(),
                "RAID0".equals(nodeClass.spec().instanceStorePolicy()));
    }

    private static boolean isProtected(String label) {
        int slash = label.indexOf('/');
        String domain = slash < 0 ? "" : label.substring(0, slash);
        return PROTECTED_DOMAINS.stream().anyMatch(known -> domain.equals(known) || domain.endsWith("." + known));
    }

    /// The labels as the kubelet's flag has them: `a=b,c=d`.
    String labelText() {
        return labels.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .reduce((first, second) -> first + "," + second)
                .orElse("");
    }
}
