package sh.karpenter.local.kubernetes.resource;

/// In what a resource departs from the plain one that is stored, has no status subresource and counts no
/// generation.
public enum Trait {
    /// Has a `status` that only the status subresource writes.
    STATUS,
    /// Accepts `status` in the request that creates the object, although it has a status subresource: nodes,
    /// which kubelets register together with their capacity.
    STATUS_ON_CREATE,
    /// Counts `metadata.generation`, raised when the specification changes.
    GENERATION,
    /// Refuses updates without a resource version.
    REVISION_REQUIRED,
    /// A `PUT` of a missing object creates it.
    CREATE_ON_UPDATE,
    /// Answered at once and never stored: reviews.
    VIRTUAL,
    /// Deleted with a grace period: pods.
    GRACEFUL,
    /// Defined by a CustomResourceDefinition.
    CUSTOM
}
