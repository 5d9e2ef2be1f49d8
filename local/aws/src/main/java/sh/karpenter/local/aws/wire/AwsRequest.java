package sh.karpenter.local.aws.wire;

/// One request, decoded as far as every service needs it.
///
/// @param service the signing name, for example `ec2`
/// @param action for example `DescribeInstances`; for REST protocols the method and path, for example
/// `GET /clusters/a`
/// @param method the HTTP method
/// @param path the decoded path, starting with `/`
/// @param target the prefix of the header `X-Amz-Target`, empty for query and REST protocols
/// @param parameters form and query string fields
/// @param body the body as text, for JSON protocols
/// @param endpoint how the caller reached us, for example `http://127.0.0.1:4566`
public record AwsRequest(
        String service,
        String action,
        String method,
        String path,
        String target,
        Parameters parameters,
        String body,
        String endpoint) {}
