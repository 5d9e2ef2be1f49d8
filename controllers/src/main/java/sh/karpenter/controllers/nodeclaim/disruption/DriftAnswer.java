package sh.karpenter.controllers.nodeclaim.disruption;

import sh.karpenter.kube.client.runtime.Requeue;

/// What became of the question whether a claim has drifted.
sealed interface DriftAnswer {

    /// It has.
    ///
    /// @param reason of its condition
    record Drifted(String reason) implements DriftAnswer {}

    /// It has not.
    record InSync() implements DriftAnswer {}

    /// It cannot be told now: what was known stands.
    ///
    /// @param requeue when to ask again
    record Unknown(Requeue requeue) implements DriftAnswer {}
}
