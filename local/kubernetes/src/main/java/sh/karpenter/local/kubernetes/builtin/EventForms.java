package sh.karpenter.local.kubernetes.builtin;

import java.util.LinkedHashMap;
import java.util.Map;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The two forms of an event: `v1`, in which events are stored, and `events.k8s.io/v1`.
public final class EventForms {
    /// Members that are named differently, by their name in events.k8s.io.
    private static final Map<String, String> RENAMED = renamed();

    private EventForms() {}

    /// From events.k8s.io/v1 to v1, as a new object; one of v1 stays what it is.
    public static ObjectNode toCore(ObjectNode event) {
        ObjectNode core = Json.object();
        for (var member : event.properties()) {
            JsonNode value = member.getValue();
            String name = RENAMED.getOrDefault(member.getKey(), member.getKey());
            core.set(name, value);
        }
        return core.put("apiVersion", "v1");
    }

    /// From v1 to events.k8s.io/v1, as a new object.
    static ObjectNode fromCore(ObjectNode core) {
        ObjectNode event = Json.object();
        for (var member : core.properties()) {
            String name = member.getKey();
            for (var renamed : RENAMED.entrySet()) {
                if (renamed.getValue().equals(name)) {
                    name = renamed.getKey();
                    break;
                }
            }
            event.set(name, member.getValue());
        }
        return event.put("apiVersion", "events.k8s.io/v1");
    }

    private static Map<String, String> renamed() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("regarding", "involvedObject");
        names.put("note", "message");
        names.put("reportingController", "reportingComponent");
        names.put("deprecatedSource", "source");
        names.put("deprecatedFirstTimestamp", "firstTimestamp");
        names.put("deprecatedLastTimestamp", "lastTimestamp");
        names.put("deprecatedCount", "count");
        return names;
    }
}
