package sh.karpenter.providers.aws.readiness;

import sh.karpenter.providers.aws.failure.AwsFailure;

/// What the validation of a node class came to.
sealed interface Verdict {

    /// A launch would be allowed.
    record Succeeded() implements Verdict {}

    /// It cannot work as it is.
    ///
    /// @param reason the condition's reason
    /// @param message what is wrong
    record Refused(String reason, String message) implements Verdict {}

    /// Something else must be right first.
    ///
    /// @param known whether that is known to be wrong, rather than not known yet
    /// @param message what is waited for
    record Waiting(boolean known, String message) implements Verdict {}

    /// AWS gave no usable answer; the condition stays as it is and the check is repeated.
    ///
    /// @param failure what it said
    record NoAnswer(AwsFailure failure) implements Verdict {}
}
