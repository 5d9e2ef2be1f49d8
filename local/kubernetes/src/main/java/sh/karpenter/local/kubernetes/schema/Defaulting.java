package sh.karpenter.local.kubernetes.schema;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills in defaults from the top down: a defaulted parent then gets the defaults of its own members.
public final class Defaulting {
    private Defaulting() {}

    /// Changes the object in place. A null where null is not allowed gives way to the default, or is removed.
    public static void apply(JsonNode node, JsonSchema schema) {
        if (node instanceof ObjectNode object) {
            dropNulls(object, schema);
            schema.properties().forEach((name, member) -> {
                JsonNode value = member.defaultValue();
                if (value != null && object.get(name) == null) {
                    object.set(name, value.deepCopy());
                }
            });
            for (var member : object.properties()) {
                JsonSchema declared = schema.member(member.getKey());
                if (declared != null) {
                    apply(member.getValue(), declared);
                }
            }
        } else if (node instanceof ArrayNode array) {
            JsonSchema items = schema.items();
            if (items != null) {
                array.forEach(element -> apply(element, items));
            }
        }
    }

    private static void dropNulls(ObjectNode object, JsonSchema schema) {
        List<String> nulls = new ArrayList<>();
        for (var member : object.properties()) {
            JsonSchema declared = schema.properties().get(member.getKey());
            if (declared != null && member.getValue().isNull() && !declared.isNullable()) {
                nulls.add(member.getKey());
            }
        }
        object.remove(nulls);
    }
}
