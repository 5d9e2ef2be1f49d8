package sh.karpenter.core.cloud;

import java.util.List;

/// What became of a look for machines.
public sealed interface FindOutcome {

    /// The machines found, in order of provider id.
    ///
    /// @param instances all that match; empty when there is none
    record Found(List<Instance> instances) implements FindOutcome {
        public Found {
            instances = List.copyOf(instances);
        }
    }

    /// The call failed; trying again may help. It says nothing about whether the machines exist.
    ///
    /// @param kind decides how to go on
    /// @param message says what the provider answered
    record Failed(LaunchOutcome.FailureKind kind, String message) implements FindOutcome {}
}
