package sh.karpenter.local.kubernetes.protobuf;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.MessageShape.Field;
import sh.karpenter.local.kubernetes.shape.MessageShape.Presence;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns the fields of a message into members of a JSON object, by the numbers of its shape.
///
/// The encoder writes zero values of plain fields too; those that JSON leaves out are left out here, or they
/// would look as if the user had set them. Fields that protobuf nests and JSON inlines are flattened.
final class MessageDecoder {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    void decode(WireReader in, MessageShape shape, ObjectNode target) {
        while (in.next()) {
            Field field = shape.field(in.field());
            if (field == null) {
                in.skip();
            } else if (field.inline() && field.shape() instanceof MessageShape inlined) {
                decode(in.message(), inlined, target);
            } else {
                member(in, field, target);
            }
        }
    }

    private void member(WireReader in, Field field, ObjectNode target) {
        switch (field.shape()) {
            case Shape.ListOf list -> {
                JsonNode element = value(in, list.element());
                if (element != null) {
                    ArrayNode array = target.get(field.name()) instanceof ArrayNode present
                            ? present
                            : target.putArray(field.name());
                    array.add(element);
                }
            }
            case Shape.MapOf map -> entry(in.message(), map.value(), Json.child(target, field.name()));
            case Shape.Scalar scalar -> put(target, field, value(in, scalar));
            case Shape.Untyped untyped -> put(target, field, value(in, untyped));
            case MessageShape message -> put(target, field, value(in, message));
        }
    }

    private static void put(ObjectNode target, Field field, @Nullable JsonNode value) {
        if (value == null) {
            return;
        }
        boolean left = field.presence() != Presence.POINTER && isZero(value);
        if (!left || (field.presence() == Presence.ALWAYS && value.isNumber())) {
            target.set(field.name(), value);
        }
    }

    private void entry(WireReader in, Shape shape, ObjectNode target) {
        String key = "";
        JsonNode value = null;
        while (in.next()) {
            if (in.field() == 1) {
                key = in.string();
            } else if (in.field() == 2) {
                value = value(in, shape);
            } else {
                in.skip();
            }
        }
        target.set(key, value == null ? NODES.stringNode("") : value);
    }

    /// One value; null for an empty time, which means none.
    private @Nullable JsonNode value(WireReader in, Shape shape) {
        return switch (shape) {
            case Shape.Scalar scalar -> scalar(in, scalar.type());
            case MessageShape message -> {
                ObjectNode object = Json.object();
                decode(in.message(), message, object);
                yield object;
            }
            case Shape.Untyped _ -> raw(in.message());
            case Shape.ListOf _, Shape.MapOf _ -> {
                in.skip();
                yield null;
            }
        };
    }

    private static @Nullable JsonNode scalar(WireReader in, ScalarType type) {
        return switch (type) {
            case STRING -> NODES.stringNode(in.string());
            case INT32, INT64 -> NODES.numberNode(in.varint());
            case BOOL -> NODES.booleanNode(in.varint() != 0);
            case DOUBLE -> NODES.numberNode(in.fixed64());
            case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(in.bytes()));
            case QUANTITY -> quantity(in.message());
            case INT_OR_STRING -> intOrString(in.message());
            case TIME -> time(in.message(), false);
            case MICRO_TIME -> time(in.message(), true);
            case DURATION -> duration(in.message());
        };
    }

    private static JsonNode quantity(WireReader in) {
        String text = "0";
        while (in.next()) {
            text = in.string();
        }
        return NODES.stringNode(text);
    }

    private static JsonNode intOrString(WireReader in) {
        long type = 0;
        long number = 0;
        String text = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.varint();
                case 2 -> number = in.varint();
                case 3 -> text = in.string();
                default -> in.skip();
            }
        }
        return type == 0 ? NODES.numberNode(number) : NODES.stringNode(text);
    }

    private static @Nullable JsonNode time(WireReader in, boolean micros) {
        Map.Entry<Long, Long> parts = pair(in);
        if (parts == null) {
            return null;
        }
        Instant instant = Instant.ofEpochSecond(parts.getKey(), parts.getValue());
        return NODES.stringNode(micros ? Timestamps.micros(instant) : Timestamps.seconds(instant));
    }

    private static JsonNode duration(WireReader in) {
        Map.Entry<Long, Long> parts = pair(in);
        return NODES.stringNode((parts == null ? 0 : parts.getKey() / 1_000_000_000L) + "s");
    }

    private static Map.@Nullable Entry<Long, Long> pair(WireReader in) {
        boolean any = false;
        long first = 0;
        long second = 0;
        while (in.next()) {
            any = true;
            switch (in.field()) {
                case 1 -> first = in.varint();
                case 2 -> second = in.varint();
                default -> in.skip();
            }
        }
        return any ? Map.entry(first, second) : null;
    }

    private static @Nullable JsonNode raw(WireReader in) {
        JsonNode value = null;
        while (in.next()) {
            byte[] bytes = in.bytes();
            value = bytes.length == 0 ? null : Json.parse(bytes);
        }
        return value;
    }

    private static boolean isZero(JsonNode value) {
        if (value.isString()) {
            return value.stringValue().isEmpty();
        }
        if (value.isNumber()) {
            return value.doubleValue() == 0;
        }
        if (value.isBoolean()) {
            return !value.booleanValue();
        }
        return value.isEmpty();
    }
}
