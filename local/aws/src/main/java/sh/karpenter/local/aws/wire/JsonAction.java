package sh.karpenter.local.aws.wire;

import tools.jackson.databind.JsonNode;

/// One action of a service with a JSON protocol.
@FunctionalInterface
public interface JsonAction {
    /// Performs the action.
    ///
    /// @param request the members of the request; an empty object when there is no body
    /// @return the members of the answer
    /// @throws AwsFault when the request is refused
    JsonNode answer(JsonNode request);
}
