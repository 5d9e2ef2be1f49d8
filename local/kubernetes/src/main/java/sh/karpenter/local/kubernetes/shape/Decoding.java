package sh.karpenter.local.kubernetes.shape;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Quantity;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds the first value that does not fit the type of its field, in the words of the API server's decoder, for
/// example `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`.
public final class Decoding {
    private Decoding() {}

    /// What is wrong with an object of a shape, null when nothing is.
    public static @Nullable String problem(ObjectNode object, MessageShape shape) {
        return members(object, shape, "");
    }

    private static @Nullable String members(ObjectNode object, MessageShape shape, String path) {
        for (var member : object.properties()) {
            MessageShape.Field field = shape.field(member.getKey());
            if (field != null) {
                String below = path + "." + member.getKey();
                String problem = value(member.getValue(), field.shape(), simple(shape) + below, below);
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    /// @param field the structure and the path of the field that holds the value
    private static @Nullable String value(JsonNode value, Shape shape, String field, String path) {
        if (value.isNull()) {
            return null;
        }
        return switch (shape) {
            case MessageShape message ->
                value instanceof ObjectNode object ? members(object, message, path) : mismatch(value, shape, field);
            case Shape.ListOf list -> {
                if (!(value instanceof ArrayNode array)) {
                    yield mismatch(value, shape, field);
                }
                for (JsonNode element : array) {
                    String problem = value(element, list.element(), field, path);
                    if (problem != null) {
                        yield problem;
                    }
                }
                yield null;
            }
            case Shape.MapOf map -> {
                if (!(value instanceof ObjectNode object)) {
                    yield mismatch(value, shape, field);
                }
                for (var member : object.properties()) {
                    String problem = value(member.getValue(), map.value(), field, path);
                    if (problem != null) {
                        yield problem;
                    }
                }
                yield null;
            }
            case Shape.Scalar scalar -> scalar(value, scalar.type(), field);
            case Shape.Untyped _ -> null;
        };
    }

    static @Nullable String scalar(JsonNode value, ScalarType type, String field) {
        Shape shape = new Shape.Scalar(type);
        return switch (type) {
            case STRING -> value.isString() ? null : mismatch(value, shape, field);
            case BOOL -> value.isBoolean() ? null : mismatch(value, shape, field);
            case DOUBLE -> value.isNumber() ? null : mismatch(value, shape, field);
            case INT32 ->
                value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToInt()
                        ? null
                        : mismatch(value, shape, field);
            case INT64 ->
                value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong()
                        ? null
                        : mismatch(value, shape, field);
            case BYTES -> value.isString() ? bytes(value.stringValue()) : mismatch(value, shape, field);
            case QUANTITY ->
                value.isNumber() || (value.isString() && Quantity.parse(value.stringValue()) != null)
                        ? null
                        : "quantities must match the regular expression"
                                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
            case INT_OR_STRING ->
                value.isString() || value.isNumber()
                        ? null
                        : "json: cannot unmarshal " + word(value) + " into Go value of type int32";
            case TIME, MICRO_TIME ->
                value.isString()
                        ? time(value.stringValue())
                        : "json: cannot unmarshal " + word(value) + " into Go value of type string";
            case DURATION -> null;
        };
    }

    private static @Nullable String bytes(String text) {
        try {
            Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException refused) {
            return "illegal base64 data at input byte 0";
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean known = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!known && "+/=\r\n".indexOf(c) < 0) {
                return "illegal base64 data at input byte " + at;
            }
        }
        return null;
    }

    private static @Nullable String time(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            OffsetDateTime.parse(text);
            return null;
        } catch (DateTimeException refused) {
            return "parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"" + text
                    + "\" as \"2006\"";
        }
    }

    private static String mismatch(JsonNode value, Shape shape, String field) {
        return "json: cannot unmarshal " + word(value) + (isFraction(value, shape) ? " " + value : "")
                + " into Go struct field " + field + " of type " + type(shape);
    }

    private static boolean isFraction(JsonNode value, Shape shape) {
        return value.isNumber()
                && shape instanceof Shape.Scalar(ScalarType type)
                && (type == ScalarType.INT32 || type == ScalarType.INT64);
    }

    /// What the decoder calls a value: `object`, `array`, `string`, `number` or `bool`.
    public static String word(JsonNode value) {
        return switch (value) {
            case ObjectNode _ -> "object";
            case ArrayNode _ -> "array";
            default -> value.isString() ? "string" : value.isNumber() ? "number" : "bool";
        };
    }

    static String type(Shape shape) {
        return switch (shape) {
            case MessageShape message -> message.name().substring(message.name().indexOf('/') + 1);
            case Shape.ListOf list -> "[]" + type(list.element());
            case Shape.MapOf map -> "map[string]" + type(map.value());
            case Shape.Untyped _ -> "runtime.RawExtension";
            case Shape.Scalar(ScalarType type) ->
                switch (type) {
                    case STRING -> "string";
                    case INT32 -> "int32";
                    case INT64 -> "int64";
                    case BOOL -> "bool";
                    case DOUBLE -> "float64";
                    case BYTES -> "[]uint8";
                    case QUANTITY -> "resource.Quantity";
                    case INT_OR_STRING -> "intstr.IntOrString";
                    case TIME -> "v1.Time";
                    case MICRO_TIME -> "v1.MicroTime";
                    case DURATION -> "v1.Duration";
                };
        };
    }

    private static String simple(MessageShape message) {
        return message.name().substring(message.name().lastIndexOf('.') + 1);
    }
}
