package sh.karpenter.local.aws.wire;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The error document of REST services: the code in a header, the text in the body.
public final class RestErrors {
    private RestErrors() {}

    /// The answer for a refusal.
    public static AwsAnswer answer(AwsFault fault) {
        var body = JsonNodeFactory.instance.objectNode().put("message", fault.text());
        return new AwsAnswer(
                fault.status(),
                "application/json",
                Map.of("x-amzn-ErrorType", fault.code()),
                JsonMapper.shared().writeValueAsString(body));
    }
}
