package sh.karpenter.local.kubernetes.cluster.seed;

import java.util.Map;

/// The node that is there from the beginning, tainted so that only what belongs to the system runs on it.
///
/// @param labels besides those every node has
/// @param cpu for example `4`
/// @param memory for example `16Gi`
/// @param version the kubelet's version, for example `v1.33.5`
/// @param address its internal IP
public record SystemNode(
        String name, Map<String, String> labels, String cpu, String memory, String version, String address) {

    /// A node of 4 CPUs named `sys-0`.
    public static SystemNode standard(String version) {
        return new SystemNode("sys-0", Map.of(), "4", "16Gi", version, "10.0.0.10");
    }
}
