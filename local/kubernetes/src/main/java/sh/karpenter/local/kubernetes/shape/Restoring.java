package sh.karpenter.local.kubernetes.shape;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.GoText;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds the first value of a strategically patched object that does not fit the type of its field. The API server
/// does not decode such an object from text, so its words are others than those of [Decoding]: for example
/// `cannot restore slice from string`.
public final class Restoring {
    private Restoring() {}

    /// What is wrong with an object of a shape, null when nothing is.
    public static @Nullable String problem(ObjectNode object, MessageShape shape) {
        for (var member : object.properties()) {
            MessageShape.Field field = shape.field(member.getKey());
            String problem = field == null ? null : value(member.getValue(), field.shape());
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String value(JsonNode value, Shape shape) {
        if (value.isNull()) {
            return null;
        }
        return switch (shape) {
            case MessageShape message ->
                value instanceof ObjectNode object
                        ? problem(object, message)
                        : "cannot restore struct from: " + GoText.kind(value);
            case Shape.ListOf list ->
                value instanceof ArrayNode array
                        ? each(array, list.element())
                        : "cannot restore slice from " + GoText.kind(value);
            case Shape.MapOf map ->
                value instanceof ObjectNode object
                        ? each(object, map.value())
                        : "cannot restore map from " + GoText.kind(value);
            case Shape.Scalar(ScalarType type) -> scalar(value, type);
            case Shape.Untyped _ -> null;
        };
    }

    private static @Nullable String each(JsonNode values, Shape shape) {
        for (JsonNode value : values) {
            String problem = value(value, shape);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String scalar(JsonNode value, ScalarType type) {
        String problem = Decoding.scalar(value, type, "");
        return problem == null
                ? null
                : switch (type) {
                    case INT32, INT64 ->
                        value.isNumber()
                                ? "cannot convert " + GoText.kind(value) + " to "
                                        + Decoding.type(new Shape.Scalar(type))
                                : unrecognized(type);
                    case STRING, BOOL, DOUBLE -> unrecognized(type);
                    case BYTES, QUANTITY, INT_OR_STRING, TIME, MICRO_TIME, DURATION -> problem;
                };
    }

    private static String unrecognized(ScalarType type) {
        return "unrecognized type: " + Decoding.type(new Shape.Scalar(type));
    }
}
