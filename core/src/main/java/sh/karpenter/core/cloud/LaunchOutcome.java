package sh.karpenter.core.cloud;

/// What became of a launch.
public sealed interface LaunchOutcome {

    /// The machine is there, or will be shortly.
    ///
    /// @param instance the machine
    record Launched(Instance instance) implements LaunchOutcome {}

    /// Nothing that meets the claim can be had now; the claim should go, so that its pods are planned anew.
    ///
    /// @param message says what was tried
    record InsufficientCapacity(String message) implements LaunchOutcome {}

    /// The node class cannot be used; the claim should go.
    ///
    /// @param message says why
    record NodeClassNotReady(String message) implements LaunchOutcome {}

    /// The launch failed; trying again may help.
    ///
    /// @param kind decides how to go on
    /// @param reason for the claim's condition, CamelCase, for example `LaunchTemplateFailed`
    /// @param message says what the provider answered
    record Failed(FailureKind kind, String reason, String message) implements LaunchOutcome {}

    /// How a failed call is to be taken.
    enum FailureKind {
        /// The request was understood and refused; it will be refused again until somebody changes something.
        REFUSED,
        /// The provider asks for fewer requests.
        THROTTLED,
        /// The provider or the way to it is broken for now.
        UNAVAILABLE,
        /// Anything else.
        OTHER
    }
}
