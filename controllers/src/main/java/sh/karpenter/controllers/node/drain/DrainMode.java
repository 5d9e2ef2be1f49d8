package sh.karpenter.controllers.node.drain;

/// What happens to pods that are still there when a drain's time is over.
public enum DrainMode {
    /// They are deleted, timed so that their own grace period ends with the drain's: the node is going away.
    FORCE_DELETE,
    /// They stay: the node is only being restarted.
    TIME_OUT
}
