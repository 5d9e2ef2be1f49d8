package sh.karpenter.local.kubernetes.object;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parsing, printing and navigating JSON trees.
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// A new empty object.
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A new empty array.
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// Parses one JSON value; of duplicate members the last counts.
    ///
    /// @throws JacksonException when the text is not JSON
    public static JsonNode parse(byte[] text) {
        return MAPPER.readTree(text);
    }

    /// Parses one JSON value; of duplicate members the last counts.
    ///
    /// @throws JacksonException when the text is not JSON
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /// Compact JSON text in UTF-8.
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /// Compact JSON text.
    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /// The member at the end of the path, or null when it is missing, is JSON null or has another shape on
    /// the way.
    public static @Nullable JsonNode at(@Nullable JsonNode node, String... path) {
        JsonNode current = node;
        for (String step : path) {
            if (current == null) {
                return null;
            }
            current = current.get(step);
        }
        return current == null || current.isNull() ? null : current;
    }

    /// The string at the end of the path, or the empty string when there is none.
    public static String string(@Nullable JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found == null || !found.isString() ? "" : found.stringValue();
    }

    /// The object at the end of the path, or null when there is none.
    public static @Nullable ObjectNode objectAt(@Nullable JsonNode node, String... path) {
        return at(node, path) instanceof ObjectNode found ? found : null;
    }

    /// The array at the end of the path, or an empty one that is not part of the tree.
    public static ArrayNode arrayAt(@Nullable JsonNode node, String... path) {
        return at(node, path) instanceof ArrayNode found ? found : array();
    }

    /// The whole number at the end of the path, or null when there is none.
    public static @Nullable Long number(@Nullable JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found != null && found.isNumber() ? (Long) found.longValue() : null;
    }

    /// Whether the value at the end of the path is `true`.
    public static boolean isTrue(@Nullable JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found != null && found.isBoolean() && found.booleanValue();
    }

    /// The object member of that name, created when it is missing, null or of another shape.
    public static ObjectNode child(ObjectNode parent, String name) {
        if (parent.get(name) instanceof ObjectNode present) {
            return present;
        }
        ObjectNode created = object();
        parent.set(name, created);
        return created;
    }

    /// Sets a string unless the member has a value.
    public static void setIfAbsent(ObjectNode parent, String name, String value) {
        if (at(parent, name) == null) {
            parent.put(name, value);
        }
    }

    /// Sets a number unless the member has a value.
    public static void setIfAbsent(ObjectNode parent, String name, long value) {
        if (at(parent, name) == null) {
            parent.put(name, value);
        }
    }

    /// Sets a boolean unless the member has a value.
    public static void setIfAbsent(ObjectNode parent, String name, boolean value) {
        if (at(parent, name) == null) {
            parent.put(name, value);
        }
    }

    /// Whether two values mean the same: numbers by value, absent like null.
    public static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
        boolean leftAbsent = left == null || left.isNull();
        boolean rightAbsent = right == null || right.isNull();
        if (leftAbsent || rightAbsent || left == null || right == null) {
            return leftAbsent && rightAbsent;
        }
        return left.equals(right) || left.equals(NumbersByValue::compare, right);
    }

    private static final class NumbersByValue {
        static int compare(JsonNode left, JsonNode right) {
            if (left.isNumber() && right.isNumber()) {
                return left.decimalValue().compareTo(right.decimalValue());
            }
            return left.equals(right) ? 0 : 1;
        }
    }
}
