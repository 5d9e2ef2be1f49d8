package sh.karpenter.core.scheduling.check;

/// What a check says about a pod and a node.
public enum Verdict {
    /// Nothing against it.
    FITS,
    /// Not as things are; pods placed elsewhere may change that.
    NOT_NOW,
    /// Not for the rest of the solve: nodes only fill up and narrow.
    NEVER
}
