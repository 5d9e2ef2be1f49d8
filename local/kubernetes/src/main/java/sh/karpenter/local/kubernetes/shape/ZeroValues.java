package sh.karpenter.local.kubernetes.shape;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.shape.MessageShape.Field;
import sh.karpenter.local.kubernetes.shape.MessageShape.Presence;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes zero values as the API server does, which decodes every object and encodes it again: some are always
/// there (`status: {}`, `lastProbeTime: null`), others never (`hostNetwork: false`, `labels: {}`).
public final class ZeroValues {
    /// The one time that is left out when it is not set.
    private static final String CREATION = "creationTimestamp";

    private ZeroValues() {}

    /// Adds and removes zero values in an object of that shape and everything below it.
    public static void normalize(ObjectNode object, MessageShape shape) {
        List<String> absent = new ArrayList<>();
        for (Field field : shape.fields().values()) {
            JsonNode value = object.get(field.name());
            if (value == null || value.isNull()) {
                JsonNode zero = zero(field);
                if (zero != null) {
                    object.set(field.name(), zero);
                } else if (value != null) {
                    absent.add(field.name());
                }
            } else if (field.presence() == Presence.OMIT_ZERO && isZero(value, field.shape())) {
                absent.add(field.name());
            } else {
                visit(value, field.shape());
            }
        }
        if (!absent.isEmpty()) {
            object.remove(absent);
        }
    }

    private static void visit(JsonNode value, Shape shape) {
        switch (shape) {
            case MessageShape message -> {
                if (value instanceof ObjectNode object) {
                    normalize(object, message);
                }
            }
            case Shape.ListOf list -> {
                if (value instanceof ArrayNode array) {
                    array.forEach(element -> visit(element, list.element()));
                }
            }
            case Shape.MapOf map -> {
                if (value instanceof ObjectNode object) {
                    object.properties().forEach(member -> visit(member.getValue(), map.value()));
                }
            }
            case Shape.Scalar _, Shape.Untyped _ -> {}
        }
    }

    /// What stands for a field that is not set, null when nothing does. Structures have no zero value that could
    /// be left out.
    private static @Nullable JsonNode zero(Field field) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (field.presence() == Presence.POINTER) {
            return null;
        }
        boolean always = field.presence() == Presence.ALWAYS;
        return switch (field.shape()) {
            case MessageShape message -> {
                ObjectNode empty = Json.object();
                normalize(empty, message);
                yield empty;
            }
            case Shape.Scalar scalar -> scalarZero(scalar.type(), field.name(), always);
            case Shape.ListOf _, Shape.MapOf _ -> always ? nodes.nullNode() : null;
            case Shape.Untyped _ -> null;
        };
    }

    private static @Nullable JsonNode scalarZero(ScalarType type, String name, boolean always) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (type) {
            case TIME, MICRO_TIME -> name.equals(CREATION) ? null : nodes.nullNode();
            case QUANTITY -> nodes.stringNode("0");
            case INT_OR_STRING -> nodes.numberNode(0);
            case STRING -> always ? nodes.stringNode("") : null;
            case INT32, INT64 -> always ? nodes.numberNode(0) : null;
            case DOUBLE -> always ? nodes.numberNode(0.0) : null;
            case BOOL -> always ? nodes.booleanNode(false) : null;
            case DURATION -> always ? nodes.stringNode("0s") : null;
            case BYTES -> always ? nodes.nullNode() : null;
        };
    }

    private static boolean isZero(JsonNode value, Shape shape) {
        return switch (shape) {
            case Shape.Scalar(ScalarType type) ->
                switch (type) {
                    case STRING, BYTES ->
                        value.isString() && value.stringValue().isEmpty();
                    case INT32, INT64, DOUBLE -> value.isNumber() && value.doubleValue() == 0;
                    case BOOL -> value.isBoolean() && !value.booleanValue();
                    case TIME, MICRO_TIME, QUANTITY, INT_OR_STRING, DURATION -> false;
                };
            case Shape.ListOf _, Shape.MapOf _ -> value.isContainer() && value.isEmpty();
            case MessageShape _, Shape.Untyped _ -> false;
        };
    }
}
