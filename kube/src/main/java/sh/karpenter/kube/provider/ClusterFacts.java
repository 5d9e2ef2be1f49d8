package sh.karpenter.kube.provider;

import org.jspecify.annotations.Nullable;

/// What the process knows of the cluster through its own connection to the API server.
///
/// @param kubernetesVersion the API server's version as `major.minor`, for example `1.35`
/// @param endpoint the URL under which the process reaches the API server, null when it is of no use to nodes
/// @param certificateAuthority the API server's certificate authority, base64 of PEM; null when trusted otherwise
/// @param dnsAddress the cluster IP of the Service kube-system/kube-dns, null when there is none
public record ClusterFacts(
        String kubernetesVersion,
        @Nullable String endpoint,
        @Nullable String certificateAuthority,
        @Nullable String dnsAddress) {}
