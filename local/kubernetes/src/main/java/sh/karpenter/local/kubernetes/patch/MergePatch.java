package sh.karpenter.local.kubernetes.patch;

import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 7386: null deletes, objects merge, everything else replaces.
public final class MergePatch {
    private MergePatch() {}

    /// Changes the document in place.
    public static void apply(ObjectNode document, ObjectNode patch) {
        for (var member : patch.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (value.isNull()) {
                document.remove(name);
            } else if (value instanceof ObjectNode object) {
                if (document.get(name) instanceof ObjectNode present) {
                    apply(present, object);
                } else {
                    ObjectNode created = Json.object();
                    apply(created, object);
                    document.set(name, created);
                }
            } else {
                document.set(name, value.deepCopy());
            }
        }
    }
}
