package sh.karpenter.providers.aws.cluster;

import org.jspecify.annotations.Nullable;

/// The cluster, as machines and tags name it.
///
/// @param name its name at EKS
/// @param region where it is
/// @param endpoint the API server's URL, for nodes
/// @param certificateAuthority the API server's certificate authority, base64 of PEM; null when not known
/// @param dnsAddress address of the cluster's DNS, null when not known
/// @param ipv6 whether pods have IPv6 addresses
public record ClusterIdentity(
        String name,
        String region,
        String endpoint,
        @Nullable String certificateAuthority,
        @Nullable String dnsAddress,
        boolean ipv6) {

    /// Everything, with the address family as the DNS address shows it.
    public static ClusterIdentity of(
            String name,
            String region,
            String endpoint,
            @Nullable String certificateAuthority,
            @Nullable String dnsAddress) {
        return new ClusterIdentity(
                name,
                region,
                endpoint,
                certificateAuthority,
                dnsAddress,
                dnsAddress != null && dnsAddress.contains(":"));
    }
}
