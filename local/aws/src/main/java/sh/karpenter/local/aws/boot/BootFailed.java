package sh.karpenter.local.aws.boot;

/// The instance runs, but never joins the cluster.
///
/// @param reason for people, for example what is missing in its user data
public record BootFailed(String instanceId, String reason) implements BootOutcome {}
