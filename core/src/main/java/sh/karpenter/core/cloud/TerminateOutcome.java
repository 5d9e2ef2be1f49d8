package sh.karpenter.core.cloud;

/// What became of a termination.
public sealed interface TerminateOutcome {

    /// Termination has begun; ask again until the machine is gone.
    record Terminating() implements TerminateOutcome {}

    /// There is no such machine (any more).
    record Gone() implements TerminateOutcome {}

    /// The call failed; trying again may help.
    ///
    /// @param kind decides how to go on
    /// @param message says what the provider answered
    record Failed(LaunchOutcome.FailureKind kind, String message) implements TerminateOutcome {}
}
