package sh.karpenter.kube.api;

/// Labels of nodes that no decision reads, only the controllers that act on nodes. The others are in
/// [sh.karpenter.core.model.label.LabelKeys].
public final class NodeLabels {
    /// `true` keeps the claim's taints from being copied at registration.
    public static final String DO_NOT_SYNC_TAINTS = "karpenter.sh/do-not-sync-taints";
    /// Has the value [#EXCLUDED_BY] from the start of termination.
    public static final String EXCLUDE_FROM_LOAD_BALANCERS = "node.kubernetes.io/exclude-from-external-load-balancers";
    /// Who excluded the node.
    public static final String EXCLUDED_BY = "karpenter";

    private NodeLabels() {}
}
