package sh.karpenter.core.cloud;

/// Whether a machine is still what its node class says.
public sealed interface DriftOutcome {

    /// It is.
    record InSync() implements DriftOutcome {}

    /// It is not.
    ///
    /// @param reason CamelCase, becomes the reason of the claim's condition, for example `AMIDrift`
    record Drifted(String reason) implements DriftOutcome {}

    /// There is no such machine.
    record InstanceGone() implements DriftOutcome {}

    /// It could not be found out.
    ///
    /// @param kind decides how to go on
    /// @param message says what went wrong
    record Failed(LaunchOutcome.FailureKind kind, String message) implements DriftOutcome {}
}
