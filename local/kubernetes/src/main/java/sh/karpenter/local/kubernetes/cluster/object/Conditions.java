package sh.karpenter.local.kubernetes.cluster.object;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads and edits `status.conditions`.
public final class Conditions {
    private Conditions() {}

    /// The condition of a type, or null.
    public static @Nullable JsonNode find(JsonNode object, String type) {
        for (JsonNode condition : Tree.items(object, "status", "conditions")) {
            if (Tree.text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return null;
    }

    /// The status of a condition: `True`, `False`, `Unknown`, or empty when the object has none of that type.
    public static String status(JsonNode object, String type) {
        JsonNode condition = find(object, type);
        return condition == null ? "" : Tree.text(condition, "status");
    }

    public static boolean isTrue(JsonNode object, String type) {
        return status(object, type).equals("True");
    }

    /// Whether the object already has this condition with the same status, reason and message.
    public static boolean holds(JsonNode object, String type, String status, String reason, String message) {
        JsonNode condition = find(object, type);
        return condition != null
                && Tree.text(condition, "status").equals(status)
                && Tree.text(condition, "reason").equals(reason)
                && Tree.text(condition, "message").equals(message);
    }

    /// The object's conditions with one set: its transition time moves only when the status changes.
    public static ArrayNode with(
            JsonNode object, String type, String status, String reason, String message, Instant now) {
        ArrayNode conditions = copy(object);
        set(conditions, type, status, reason, message, now);
        return conditions;
    }

    /// A copy of the object's conditions that may be changed.
    public static ArrayNode copy(JsonNode object) {
        JsonNode present = Tree.at(object, "status", "conditions");
        return present instanceof ArrayNode array ? array.deepCopy() : JsonNodeFactory.instance.arrayNode();
    }

    /// Sets one condition in a list that may be changed.
    public static void set(
            ArrayNode conditions, String type, String status, String reason, String message, Instant now) {
        ObjectNode condition = null;
        for (JsonNode candidate : conditions.values()) {
            if (candidate instanceof ObjectNode object
                    && Tree.text(object, "type").equals(type)) {
                condition = object;
            }
        }
        if (condition == null) {
            condition = conditions.addObject();
            condition.put("type", type);
        }
        if (!Tree.text(condition, "status").equals(status)) {
            condition.put("lastTransitionTime", Metadata.timestamp(now));
        }
        condition.put("status", status);
        putOrRemove(condition, "reason", reason);
        putOrRemove(condition, "message", message);
    }

    private static void putOrRemove(ObjectNode condition, String name, String value) {
        if (value.isEmpty()) {
            condition.remove(name);
        } else {
            condition.put(name, value);
        }
    }
}
