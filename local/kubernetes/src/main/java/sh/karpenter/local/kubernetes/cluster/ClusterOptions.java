package sh.karpenter.local.kubernetes.cluster;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cluster.node.Instances;
import sh.karpenter.local.kubernetes.cluster.node.NodeTimings;
import sh.karpenter.local.kubernetes.cluster.seed.SystemNode;

/// How an embedded cluster is set up.
///
/// @param seed of all chance in the cluster: scheduler ties, event names
/// @param timings of the node controllers
/// @param instances what the cloud says about instances of nodes
/// @param systemNode the node to begin with, null for none
/// @param storageProvisioner the driver of the default storage class, empty for none
/// @param certificate of the API server's authority, PEM, empty for plain HTTP
public record ClusterOptions(
        long seed,
        NodeTimings timings,
        Instances instances,
        @Nullable SystemNode systemNode,
        String storageProvisioner,
        String certificate) {

    /// A cluster with one system node, the timings of a real control plane, and a cloud that loses nothing.
    ///
    /// @param version of Kubernetes, for example `v1.33.5`
    public static ClusterOptions standard(String version) {
        return new ClusterOptions(
                1,
                NodeTimings.kubernetes(),
                Instances.everlasting(),
                SystemNode.standard(version),
                "ebs.csi.aws.com",
                "");
    }

    public ClusterOptions withInstances(Instances other) {
        return new ClusterOptions(seed, timings, other, systemNode, storageProvisioner, certificate);
    }

    public ClusterOptions withSystemNode(@Nullable SystemNode other) {
        return new ClusterOptions(seed, timings, instances, other, storageProvisioner, certificate);
    }

    public ClusterOptions withCertificate(String other) {
        return new ClusterOptions(seed, timings, instances, systemNode, storageProvisioner, other);
    }
}
