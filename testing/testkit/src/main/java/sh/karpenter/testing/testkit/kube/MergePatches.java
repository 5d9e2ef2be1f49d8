package sh.karpenter.testing.testkit.kube;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON merge patches (RFC 7386): objects are merged, lists replaced, null removes.
final class MergePatches {
    private MergePatches() {}

    /// The patch that turns one tree into the other; empty when they are equal.
    static ObjectNode difference(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : after.properties()) {
            JsonNode old = before.get(entry.getKey());
            JsonNode wanted = entry.getValue();
            if (old instanceof ObjectNode && wanted instanceof ObjectNode) {
                ObjectNode inner = difference(old, wanted);
                if (!inner.isEmpty()) {
                    patch.set(entry.getKey(), inner);
                }
            } else if (!wanted.equals(old)) {
                patch.set(entry.getKey(), wanted);
            }
        }
        for (String name : before.propertyNames()) {
            if (!after.has(name)) {
                patch.putNull(name);
            }
        }
        return patch;
    }

    /// The tree with the patch applied.
    static JsonNode applied(JsonNode tree, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result =
                tree instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : changes.properties()) {
            if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
            } else {
                JsonNode old = result.get(entry.getKey());
                result.set(
                        entry.getKey(),
                        applied(old == null ? JsonNodeFactory.instance.nullNode() : old, entry.getValue()));
            }
        }
        return result;
    }
}
