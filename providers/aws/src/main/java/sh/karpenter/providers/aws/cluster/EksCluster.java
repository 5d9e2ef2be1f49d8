package sh.karpenter.providers.aws.cluster;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.IpFamily;

/// What EKS knows of the cluster. The range of the services' addresses is asked for when it is first needed, so
/// that clusters that EKS does not run work as long as no image needs it.
public final class EksCluster {
    private final EksClient eks;
    private final String name;
    private @Nullable String serviceRange;

    public EksCluster(EksClient eks, String name) {
        this.eks = eks;
        this.name = name;
    }

    /// The cluster.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EKS does not answer or does not know it
    public Cluster describe() {
        return eks.describeCluster(DescribeClusterRequest.builder().name(name).build())
                .cluster();
    }

    /// The addresses of services in CIDR notation, IPv4 where there is one, else IPv6; null when EKS tells neither.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EKS does not answer or does not know it
    public synchronized @Nullable String serviceRange() {
        if (serviceRange == null) {
            var network = describe().kubernetesNetworkConfig();
            if (network != null) {
                serviceRange =
                        network.serviceIpv4Cidr() == null ? network.serviceIpv6Cidr() : network.serviceIpv4Cidr();
            }
        }
        return serviceRange;
    }

    /// Whether the cluster's pods have IPv6 addresses.
    ///
    /// @throws software.amazon.awssdk.core.exception.SdkException when EKS does not answer or does not know it
    public boolean ipv6() {
        var network = describe().kubernetesNetworkConfig();
        return network != null && network.ipFamily() == IpFamily.IPV6;
    }
}
