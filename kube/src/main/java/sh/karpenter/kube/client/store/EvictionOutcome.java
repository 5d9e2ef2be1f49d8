package sh.karpenter.kube.client.store;

/// What became of an eviction.
public sealed interface EvictionOutcome {

    /// The pod is on its way out.
    record Evicted() implements EvictionOutcome {}

    /// There is no such pod any more, or another one has its name.
    ///
    /// @param code HTTP status: 404 or 409
    record Gone(int code) implements EvictionOutcome {}

    /// A disruption budget forbids it for now.
    ///
    /// @param message what the server said
    record BlockedByBudget(String message) implements EvictionOutcome {}

    /// More than one budget selects the pod, so that it cannot be evicted at all.
    ///
    /// @param message what the server said
    record SeveralBudgets(String message) implements EvictionOutcome {}

    /// The server refused for another reason.
    ///
    /// @param code HTTP status
    /// @param message what the server said
    record Refused(int code, String message) implements EvictionOutcome {}
}
