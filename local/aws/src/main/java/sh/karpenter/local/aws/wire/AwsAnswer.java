package sh.karpenter.local.aws.wire;

import java.util.Map;

/// One answer, ready to be sent.
///
/// @param status the HTTP status
/// @param contentType the media type of the body
/// @param headers further headers
/// @param body the text of the body, sent as UTF-8
public record AwsAnswer(int status, String contentType, Map<String, String> headers, String body) {
    /// An answer with a text body.
    public static AwsAnswer of(int status, String contentType, String body) {
        return new AwsAnswer(status, contentType, Map.of(), body);
    }
}
