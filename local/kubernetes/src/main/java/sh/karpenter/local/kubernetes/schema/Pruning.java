package sh.karpenter.local.kubernetes.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Removes what a schema does not declare.
public final class Pruning {
    private static final Set<String> RESOURCE_MEMBERS = Set.of("apiVersion", "kind", "metadata");

    private Pruning() {}

    /// Prunes a whole object; kind, API version and metadata stay.
    ///
    /// @return the paths of what was removed
    public static List<String> prune(ObjectNode object, JsonSchema schema) {
        List<String> removed = new ArrayList<>();
        members(object, schema, "", true, removed);
        return removed;
    }

    private static void visit(JsonNode node, @Nullable JsonSchema schema, String path, List<String> removed) {
        if (schema == null) {
            return;
        }
        if (node instanceof ObjectNode object) {
            members(object, schema, path, schema.isEmbeddedResource(), removed);
        } else if (node instanceof ArrayNode array) {
            for (int at = 0; at < array.size(); at++) {
                visit(array.get(at), schema.items(), path + "[" + at + "]", removed);
            }
        }
    }

    private static void members(
            ObjectNode object, JsonSchema schema, String path, boolean isResource, List<String> removed) {
        boolean keep = schema.preservesUnknownFields() || schema.allowsAnyMember();
        List<String> unknown = new ArrayList<>();
        for (var member : object.properties()) {
            String name = member.getKey();
            if (isResource && RESOURCE_MEMBERS.contains(name)) {
                continue;
            }
            String place = path.isEmpty() ? name : path + "." + name;
            JsonSchema declared = schema.member(name);
            if (declared != null) {
                visit(member.getValue(), declared, place, removed);
            } else if (!keep) {
                unknown.add(name);
                removed.add(place);
            }
        }
        if (!unknown.isEmpty()) {
            object.remove(unknown);
        }
    }
}
