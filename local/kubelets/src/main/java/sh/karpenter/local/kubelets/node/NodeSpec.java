package sh.karpenter.local.kubelets.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// An instance that boots and registers as a node.
///
/// @param name of the node
/// @param providerId its `spec.providerID`, for example `aws:///us-west-2a/i-0123456789abcdef0`
/// @param labels as given to the kubelet; what every kubelet adds (hostname, operating system, architecture) is
///     added where absent
/// @param taints the kubelet registers with
/// @param capacity quantities by resource name
/// @param allocatable likewise; resources absent here are allocatable to their capacity
/// @param addresses besides the hostname
/// @param storage drivers that can attach volumes to it, with how many each can (0 for no limit)
/// @param system what runs on it
/// @param timing how long it takes
public record NodeSpec(
        String name,
        String providerId,
        Map<String, String> labels,
        List<NodeTaint> taints,
        Map<String, String> capacity,
        Map<String, String> allocatable,
        List<NodeAddress> addresses,
        Map<String, Integer> storage,
        NodeSystem system,
        BootTiming timing) {

    /// @param value empty when the taint has none
    /// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
    public record NodeTaint(String key, String value, String effect) {}

    /// @param type `InternalIP`, `ExternalIP`, `InternalDNS`, `ExternalDNS` or `Hostname`
    public record NodeAddress(String type, String address) {}

    /// @param architecture for example `amd64`
    /// @param operatingSystem `linux` or `windows`
    /// @param kubeletVersion for example `v1.33.5`
    public record NodeSystem(
            String architecture,
            String operatingSystem,
            String osImage,
            String kernelVersion,
            String containerRuntime,
            String kubeletVersion) {

        /// Linux as it is common today.
        public static NodeSystem linux(String architecture, String kubeletVersion) {
            return new NodeSystem(
                    architecture, "linux", "Amazon Linux 2023", "6.12.40", "containerd://2.1.4", kubeletVersion);
        }
    }

    /// @param boot from the call to the registration of the node
    /// @param ready from registration to Ready
    /// @param devices from registration until extended resources such as GPUs are there
    public record BootTiming(Duration boot, Duration ready, Duration devices) {
        /// Everything at once.
        public static BootTiming instant() {
            return new BootTiming(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
    }
}
