package sh.karpenter.local.kubernetes.access;

/// Names one object.
///
/// @param resource its resource
/// @param namespace its namespace, empty for cluster-scoped resources
/// @param name its name
public record ObjectKey(ResourceKind resource, String namespace, String name) {}
