package sh.karpenter.local.aws.boot;

import java.util.List;
import java.util.SortedMap;

/// A node as its kubelet would register it, with what the cloud's controller adds at once: everything that is needed to
/// create the Node object.
///
/// @param instanceId for example `i-0abc`
/// @param name of the node, its private DNS name
/// @param providerId for example `aws:///us-west-2a/i-0abc`
/// @param address its internal IPv4 address
/// @param labels own ones of the user data, and those that every node on AWS gets
/// @param taints in the order of the user data
/// @param capacity resource name to Kubernetes quantity
/// @param allocatable the same after reservations and eviction thresholds
/// @param attachableVolumes how many volumes the EBS driver can attach to it; 0 when that is not known
/// @param system what runs on it
public record BootedNode(
        String instanceId,
        String name,
        String providerId,
        String address,
        SortedMap<String, String> labels,
        List<NodeTaint> taints,
        SortedMap<String, String> capacity,
        SortedMap<String, String> allocatable,
        int attachableVolumes,
        NodeSystem system)
        implements BootOutcome {

    /// What runs on a node.
    ///
    /// @param architecture `amd64` or `arm64`
    /// @param operatingSystem `linux` or `windows`
    /// @param image for people, for example `Amazon Linux 2023`
    /// @param kubeletVersion for example `v1.34.1-eks-local`
    public record NodeSystem(String architecture, String operatingSystem, String image, String kubeletVersion) {}
}
