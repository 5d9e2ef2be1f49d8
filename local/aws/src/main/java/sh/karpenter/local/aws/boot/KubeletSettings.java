package sh.karpenter.local.aws.boot;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What user data of any form tells a node.
///
/// @param clusterName the cluster to join
/// @param endpoint URL of its API server; null when the node shall ask EKS, which only AL2 can
/// @param certificateAuthority base64 of the CA bundle, null when it shall ask EKS or there is no encryption
/// @param labels to register with
/// @param taints to register with
/// @param maxPods null for what the interfaces allow
/// @param podsPerCore null for no such limit
/// @param kubeReserved resource to quantity, on top of the image's defaults
/// @param systemReserved resource to quantity
/// @param evictionHard signal to quantity or percentage, on top of the kubelet's defaults
/// @param raid0 whether instance storage becomes the node's file system
record KubeletSettings(
        String clusterName,
        @Nullable String endpoint,
        @Nullable String certificateAuthority,
        SortedMap<String, String> labels,
        List<NodeTaint> taints,
        @Nullable Integer maxPods,
        @Nullable Integer podsPerCore,
        SortedMap<String, String> kubeReserved,
        SortedMap<String, String> systemReserved,
        SortedMap<String, String> evictionHard,
        boolean raid0) {
    /// Whether an API server is reached without encryption, as a local one may be: then there is no authority to check.
    static boolean isPlain(String endpoint) {
        return endpoint.startsWith("http://");
    }
}
