package sh.karpenter.local.kubernetes.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.GoText;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.Shape.Ownership;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds the body of a server-side apply to the structure of its kind. An apply is refused where a write of
/// another sort drops a field or has it validated, for nobody can own a field that the kind does not have.
public final class AppliedTypes {
    private final List<String> problems = new ArrayList<>();

    private AppliedTypes() {}

    /// What does not fit, null when all does: one line such as
    /// `.spec.replicas: expected numeric (int or float), got string`, or a list of such lines.
    ///
    /// @param applied the body
    /// @param known the body without the fields that the kind does not have
    public static @Nullable String problem(ObjectNode applied, ObjectNode known, Shape shape) {
        AppliedTypes types = new AppliedTypes();
        types.value(applied, known, shape, "");
        return switch (types.problems.size()) {
            case 0 -> null;
            case 1 -> types.problems.getFirst();
            default ->
                "errors:\n  "
                        + String.join("\n  ", types.problems.stream().sorted().toList());
        };
    }

    private void value(JsonNode value, @Nullable JsonNode known, Shape shape, String path) {
        if (value.isNull()) {
            return;
        }
        switch (shape) {
            case MessageShape message -> {
                if (value instanceof ObjectNode object) {
                    members(object, known, message, path);
                } else {
                    problems.add(path + ": expected map, got &{" + GoText.of(value) + "}");
                }
            }
            case Shape.MapOf map -> {
                if (value instanceof ObjectNode object) {
                    for (var member : object.properties()) {
                        String name = member.getKey();
                        JsonNode kept = known == null ? null : known.get(name);
                        value(member.getValue(), kept, map.value(), path + "." + name);
                    }
                } else {
                    problems.add(path + ": expected map, got &{" + GoText.of(value) + "}");
                }
            }
            case Shape.ListOf list -> {
                if (value instanceof ArrayNode array) {
                    elements(array, known, list, path);
                } else {
                    problems.add(path + ": expected list, got &{" + GoText.of(value) + "}");
                }
            }
            case Shape.Scalar scalar -> scalar(value, scalar, path);
            case Shape.Untyped _ -> {}
        }
    }

    private void members(ObjectNode object, @Nullable JsonNode known, MessageShape message, String path) {
        for (var member : object.properties()) {
            String name = member.getKey();
            JsonNode kept = known == null ? null : known.get(name);
            MessageShape.Field field = message.field(name);
            if (field != null) {
                value(member.getValue(), kept, field.shape(), path + "." + name);
            } else if (kept == null) {
                problems.add(path + "." + name + ": field not declared in schema");
            }
        }
    }

    private void elements(ArrayNode array, @Nullable JsonNode known, Shape.ListOf list, String path) {
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < array.size(); at++) {
            JsonNode element = array.get(at);
            String step = "[" + at + "]";
            if (list.ownership() == Ownership.MAP) {
                if (!(element instanceof ObjectNode)) {
                    problems.add(
                            path + ": element " + at + ": associative list with keys may not have non-map elements");
                    continue;
                }
                step = FieldSet.pathStep(Typed.step(list, element));
            }
            if (list.ownership() != Ownership.ATOMIC) {
                String key = FieldSet.pathStep(Typed.step(list, element));
                if (!seen.add(key)) {
                    problems.add(path + ": duplicate entries for key " + key);
                }
            }
            value(element, known == null ? null : known.get(at), list.element(), path + step);
        }
    }

    private void scalar(JsonNode value, Shape.Scalar scalar, String path) {
        switch (scalar.type()) {
            case INT32, INT64, DOUBLE -> {
                if (!value.isNumber()) {
                    problems.add(path + ": expected numeric (int or float), got " + GoText.type(value));
                }
            }
            case STRING, BYTES -> {
                if (!value.isString()) {
                    problems.add(path + ": expected string, got &value.valueUnstructured{Value:" + GoText.literal(value)
                            + "}");
                }
            }
            case BOOL -> {
                if (!value.isBoolean()) {
                    problems.add(path + ": expected boolean, got &{" + GoText.of(value) + "}");
                }
            }
            case QUANTITY, INT_OR_STRING, TIME, MICRO_TIME, DURATION -> {}
        }
    }
}
