package sh.karpenter.local.aws.wire;

/// One AWS service: answers every request that is signed for it.
public interface AwsService {
    /// The name of the operation that a request means, for example `DescribeCluster`. Only REST services have
    /// to find it out; all others say it in the request.
    default String operation(AwsRequest request) {
        return request.action();
    }

    /// Performs the action and answers in the service's own protocol.
    ///
    /// @throws AwsFault when the request is refused; the caller asks [#refusal] for the error document
    AwsAnswer answer(AwsRequest request);

    /// The error document of this service's protocol.
    AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId);
}
