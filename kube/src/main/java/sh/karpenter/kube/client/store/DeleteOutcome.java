package sh.karpenter.kube.client.store;

/// What became of a deletion.
public sealed interface DeleteOutcome {

    /// Deletion has started; finalizers may keep the object for a while.
    record Deleting() implements DeleteOutcome {}

    /// There is no such object (any more).
    record Gone() implements DeleteOutcome {}

    /// Another object has its name now, or the server refused.
    ///
    /// @param code HTTP status
    /// @param message what the server said
    record Refused(int code, String message) implements DeleteOutcome {}
}
