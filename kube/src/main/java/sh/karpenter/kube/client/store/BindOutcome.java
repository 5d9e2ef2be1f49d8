package sh.karpenter.kube.client.store;

/// What became of binding a pod to a node.
public sealed interface BindOutcome {

    /// The pod is bound.
    record Bound() implements BindOutcome {}

    /// There is no such pod any more, it is bound already, or another one has its name.
    record Gone() implements BindOutcome {}

    /// The pod waits for somebody else's word.
    ///
    /// @param reason who it waits for
    record NotOurs(String reason) implements BindOutcome {}

    /// The server refused.
    ///
    /// @param message what the server said
    record Refused(String message) implements BindOutcome {}
}
