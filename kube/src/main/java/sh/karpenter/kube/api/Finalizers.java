package sh.karpenter.kube.api;

/// Finalizers that Karpenter puts on objects.
public final class Finalizers {
    /// On NodeClaims and Nodes: the node is drained and its machine ended before the object goes.
    public static final String TERMINATION = "karpenter.sh/termination";

    private Finalizers() {}
}
