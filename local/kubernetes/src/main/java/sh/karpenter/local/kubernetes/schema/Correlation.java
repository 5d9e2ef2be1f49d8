package sh.karpenter.local.kubernetes.schema;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds the element of an old list that is the same element as one of a new list: only elements of a list
/// of type *map* have an identity.
///
/// @param schema the schema of the list
public record Correlation(JsonSchema schema) {

    /// The old element with the same keys, or null.
    public @Nullable JsonNode find(@Nullable JsonNode oldList, JsonNode element) {
        if (schema.listType() != JsonSchema.ListType.MAP || !(oldList instanceof ArrayNode old)) {
            return null;
        }
        JsonNode wanted = key(element);
        for (JsonNode candidate : old) {
            if (key(candidate).equals(wanted)) {
                return candidate;
            }
        }
        return null;
    }

    /// What tells an element apart: its keys in a *map*, else the element itself.
    public JsonNode key(JsonNode element) {
        if (schema.listType() != JsonSchema.ListType.MAP) {
            return element;
        }
        JsonSchema items = schema.items();
        ObjectNode key = Json.object();
        for (String name : schema.listMapKeys()) {
            JsonNode value = Json.at(element, name);
            JsonSchema declared = items == null ? null : items.properties().get(name);
            if (value == null && declared != null) {
                value = declared.defaultValue();
            }
            if (value != null) {
                key.set(name, value);
            }
        }
        return key;
    }
}
