package sh.karpenter.local.aws.wire;

/// One action of a service with a query protocol.
@FunctionalInterface
public interface QueryAction {
    /// Performs the action and writes the content of its answer.
    ///
    /// @throws AwsFault when the request is refused
    void answer(Parameters request, Xml answer);
}
