package sh.karpenter.kube.client.store;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Finds the RFC 7386 merge patch that leads from one JSON object to another. Lists are replaced as a whole.
final class MergePatch {
    private MergePatch() {}

    /// The patch; empty when both are equal.
    static ObjectNode between(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (var field : before.properties()) {
            if (!after.has(field.getKey())) {
                patch.putNull(field.getKey());
            }
        }
        for (var field : after.properties()) {
            JsonNode known = before.get(field.getKey());
            JsonNode wanted = field.getValue();
            if (wanted.equals(known)) {
                continue;
            }
            if (known != null && known.isObject() && wanted.isObject()) {
                patch.set(field.getKey(), between(known, wanted));
            } else {
                patch.set(field.getKey(), wanted);
            }
        }
        return patch;
    }
}
