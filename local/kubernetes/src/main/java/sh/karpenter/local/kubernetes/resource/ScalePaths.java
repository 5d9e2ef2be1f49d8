package sh.karpenter.local.kubernetes.resource;

/// Where the `scale` subresource finds its numbers, each a dotted path such as `spec.replicas`.
///
/// @param specReplicas the wanted number
/// @param statusReplicas the present number
/// @param selector a label selector, as object or in query form; empty for none
public record ScalePaths(String specReplicas, String statusReplicas, String selector) {
    /// The paths of the built-in workloads.
    public static final ScalePaths WORKLOAD = new ScalePaths("spec.replicas", "status.replicas", "spec.selector");
}
