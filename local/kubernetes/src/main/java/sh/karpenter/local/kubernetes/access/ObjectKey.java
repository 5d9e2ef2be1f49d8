package sh.karpenter.local.kubernetes.access;

/// Names one object.
///
/// @param resource its resource
/// @param namespace its namespace, empty for cluster-scoped resources
/// @param name its name
public record ObjectKey(ResourceKind resource, String namespace, String name) {

    /// Names tell objects apart well enough; the hash is asked for millions of times in a large cluster.
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + resource.hashCode();
    }
}
