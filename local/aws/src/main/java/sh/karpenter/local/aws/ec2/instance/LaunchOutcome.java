package sh.karpenter.local.aws.ec2.instance;

import sh.karpenter.local.aws.wire.AwsFault;

/// What became of a [LaunchOrder].
public sealed interface LaunchOutcome {
    /// The instance exists.
    record Launched(Instance instance) implements LaunchOutcome {}

    /// EC2 will not launch it.
    ///
    /// @param status HTTP status for RunInstances; a fleet only reports code and message
    record Refused(int status, String code, String message) implements LaunchOutcome {
        /// The refusal as the answer to RunInstances.
        public AwsFault asFault() {
            return new AwsFault(status, code, message);
        }
    }
}
