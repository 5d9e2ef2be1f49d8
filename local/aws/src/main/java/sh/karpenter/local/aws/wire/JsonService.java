package sh.karpenter.local.aws.wire;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// A service with a JSON protocol: the action in the header `X-Amz-Target`, JSON in, JSON out.
public final class JsonService implements AwsService {
    private final String name;
    private final String contentType;
    private final Map<String, JsonAction> actions;

    /// @param version of the protocol, `1.0` or `1.1`
    public JsonService(String name, String version, Map<String, JsonAction> actions) {
        this.name = name;
        this.contentType = "application/x-amz-json-" + version;
        this.actions = actions;
    }

    @Override
    public AwsAnswer answer(AwsRequest request) {
        var action = actions.get(request.action());
        if (action == null) {
            throw AwsFault.unknownAction(name, request.action());
        }
        return AwsAnswer.of(
                200, contentType, JsonMapper.shared().writeValueAsString(action.answer(read(request.body()))));
    }

    @Override
    public AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId) {
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("__type", fault.code())
                .put("message", fault.text());
        var answer =
                AwsAnswer.of(fault.status(), contentType, JsonMapper.shared().writeValueAsString(document));
        return new AwsAnswer(
                answer.status(), answer.contentType(), Map.of("x-amzn-ErrorType", fault.code()), answer.body());
    }

    /// Reads a JSON body.
    ///
    /// @throws AwsFault `SerializationException`
    public static JsonNode read(String body) {
        try {
            return body.isBlank()
                    ? JsonNodeFactory.instance.objectNode()
                    : JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw AwsFault.client("SerializationException", "The body is not JSON: " + e.getOriginalMessage());
        }
    }
}
