package sh.karpenter.local.kubernetes.crd;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks that a schema is structural: every node has a type, and says no more than pruning can follow.
final class StructuralCheck {
    private StructuralCheck() {}

    static void root(ObjectNode schema, String path, List<FieldError> errors) {
        if (!Json.string(schema, "type").equals("object")) {
            errors.add(FieldError.invalid(path + ".type", Json.string(schema, "type"), "must be object at the root"));
        }
        visit(schema, path, errors);
    }

    private static void visit(ObjectNode schema, String path, List<FieldError> errors) {
        boolean free = Json.isTrue(schema, "x-kubernetes-int-or-string")
                || Json.isTrue(schema, "x-kubernetes-preserve-unknown-fields");
        String type = Json.string(schema, "type");
        if (type.isEmpty() && !free) {
            errors.add(FieldError.required(path + ".type", "must not be empty for specified object fields"));
        }
        if (Json.isTrue(schema, "uniqueItems")) {
            errors.add(FieldError.forbidden(
                    path + ".uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }
        ObjectNode properties = Json.objectAt(schema, "properties");
        if (properties != null && Json.at(schema, "additionalProperties") != null) {
            errors.add(FieldError.forbidden(
                    path + ".additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }
        if (properties != null) {
            for (var member : properties.properties()) {
                if (member.getValue() instanceof ObjectNode child) {
                    visit(child, path + ".properties[" + member.getKey() + "]", errors);
                }
            }
        }
        ObjectNode items = Json.objectAt(schema, "items");
        if (items != null) {
            visit(items, path + ".items", errors);
        } else if (type.equals("array")) {
            errors.add(FieldError.required(path + ".items", "must be specified"));
        }
        ObjectNode values = Json.objectAt(schema, "additionalProperties");
        if (values != null) {
            visit(values, path + ".additionalProperties", errors);
        }
        mapKeys(schema, items, path, errors);
    }

    private static void mapKeys(ObjectNode schema, @Nullable ObjectNode items, String path, List<FieldError> errors) {
        boolean map = Json.string(schema, "x-kubernetes-list-type").equals("map");
        if (map && Json.arrayAt(schema, "x-kubernetes-list-map-keys").isEmpty()) {
            errors.add(FieldError.required(
                    path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }
        for (JsonNode key : Json.arrayAt(schema, "x-kubernetes-list-map-keys")) {
            if (Json.at(items, "properties", key.asString("")) == null) {
                errors.add(FieldError.invalid(
                        path + ".x-kubernetes-list-map-keys", key, "entries must all be names of item properties"));
            }
        }
    }
}
