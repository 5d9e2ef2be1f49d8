package sh.karpenter.local.aws.boot;

/// What came of an instance's boot.
public sealed interface BootOutcome permits BootedNode, BootFailed {
    /// The instance that booted.
    String instanceId();
}
