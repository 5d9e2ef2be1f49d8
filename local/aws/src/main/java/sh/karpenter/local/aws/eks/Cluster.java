package sh.karpenter.local.aws.eks;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The facts that nodes and the controller ask EKS for.
///
/// @param name of the cluster
/// @param endpoint URL of its API server
/// @param certificateAuthority base64 of the PEM bundle that the API server's certificate is checked with
/// @param serviceCidr where service addresses come from; IPv6 when it has a colon
/// @param version Kubernetes minor version, for example `1.34`
public record Cluster(String name, String endpoint, String certificateAuthority, String serviceCidr, String version) {
    /// A cluster with an endpoint that nobody answers, for runs without an API server.
    public static Cluster unreachable(String name) {
        var bundle = "-----BEGIN CERTIFICATE-----\nbG9jYWw=\n-----END CERTIFICATE-----\n";
        return new Cluster(
                name,
                "https://" + name + ".eks.invalid",
                Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.UTF_8)),
                "172.20.0.0/16",
                "1.34");
    }

    /// The same cluster with an API server somewhere else.
    ///
    /// @param bundle base64 of the PEM bundle
    public Cluster withEndpoint(String url, String bundle) {
        return new Cluster(name, url, bundle, serviceCidr, version);
    }

    /// The same cluster with another Kubernetes version, for example `1.35`.
    public Cluster withVersion(String minor) {
        return new Cluster(name, endpoint, certificateAuthority, serviceCidr, minor);
    }

    /// `ipv4` or `ipv6`.
    public String ipFamily() {
        return serviceCidr.contains(":") ? "ipv6" : "ipv4";
    }
}
