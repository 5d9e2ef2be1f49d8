package sh.karpenter.local.kubernetes.object;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The `conditions` of a status.
public final class Conditions {
    private Conditions() {}

    /// The condition of that type, or null.
    public static @Nullable ObjectNode find(@Nullable JsonNode status, String type) {
        for (JsonNode condition : Json.arrayAt(status, "conditions")) {
            if (condition instanceof ObjectNode object
                    && Json.string(object, "type").equals(type)) {
                return object;
            }
        }
        return null;
    }

    /// Sets a condition; its transition time changes only with its status.
    ///
    /// @param status changed in place
    /// @param wanted type, status and, if any, reason and message
    public static void set(ObjectNode status, ObjectNode wanted, Instant now) {
        ArrayNode conditions =
                status.get("conditions") instanceof ArrayNode present ? present : status.putArray("conditions");
        ObjectNode condition = find(status, Json.string(wanted, "type"));
        String before = condition == null ? "" : Json.string(condition, "status");
        if (condition == null) {
            condition = conditions.addObject();
        }
        JsonNode since = condition.get("lastTransitionTime");
        condition.removeAll();
        condition.setAll(wanted);
        if (since == null || !before.equals(Json.string(wanted, "status"))) {
            condition.put("lastTransitionTime", Timestamps.seconds(now));
        } else {
            condition.set("lastTransitionTime", since);
        }
    }
}
