package sh.karpenter.local.kubernetes.cluster.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes JSON trees by path, forgiving about what is absent: an absent text is empty, an absent list
/// has no items.
public final class Tree {
    private Tree() {}

    /// The node at a path of property names; a missing node when there is none.
    public static JsonNode at(JsonNode node, String... path) {
        JsonNode found = node;
        for (String step : path) {
            found = found.path(step);
        }
        return found;
    }

    /// Whether there is a value other than null at the path.
    public static boolean has(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return !found.isMissingNode() && !found.isNull();
    }

    /// The scalar at the path as text, empty when absent.
    public static String text(JsonNode node, String... path) {
        return scalar(at(node, path));
    }

    /// A scalar as text; empty for anything else.
    public static String scalar(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        return node.isNumber() || node.isBoolean() ? node.asString() : "";
    }

    /// The whole number at the path, or the fallback.
    public static long number(JsonNode node, long fallback, String... path) {
        JsonNode found = at(node, path);
        return found.isNumber() ? found.asLong(fallback) : fallback;
    }

    /// Whether the path holds `true`.
    public static boolean flag(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found.isBoolean() && found.asBoolean();
    }

    /// The items of the array at the path.
    public static Collection<JsonNode> items(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found.isArray() ? found.values() : List.of();
    }

    /// The texts in the array at the path.
    public static List<String> texts(JsonNode node, String... path) {
        List<String> found = new ArrayList<>();
        for (JsonNode item : items(node, path)) {
            found.add(scalar(item));
        }
        return Collections.unmodifiableList(found);
    }

    /// The object of texts at the path, in its own order.
    public static Map<String, String> strings(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        if (!found.isObject() || found.isEmpty()) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : found.properties()) {
            strings.put(property.getKey(), scalar(property.getValue()));
        }
        return Collections.unmodifiableMap(strings);
    }

    /// A new object from alternating keys and values. Values may be trees, texts, numbers, booleans, maps,
    /// lists or null (which stays in the tree: in a merge patch it removes).
    public static ObjectNode object(@Nullable Object... keysAndValues) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.set(String.valueOf(keysAndValues[i]), value(keysAndValues[i + 1]));
        }
        return object;
    }

    /// A new array of the given values.
    public static ArrayNode array(@Nullable Object... values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Object value : values) {
            array.add(value(value));
        }
        return array;
    }

    /// A tree for a plain value.
    ///
    /// @throws IllegalArgumentException for a value that has no JSON form
    public static JsonNode value(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case null -> json.nullNode();
            case JsonNode node -> node;
            case String text -> json.stringNode(text);
            case Boolean flag -> json.booleanNode(flag);
            case Integer number -> json.numberNode(number);
            case Long number -> json.numberNode(number);
            case Double number -> json.numberNode(number);
            case Map<?, ?> map -> {
                ObjectNode object = json.objectNode();
                map.forEach((key, item) -> object.set(String.valueOf(key), value(item)));
                yield object;
            }
            case Collection<?> items -> {
                ArrayNode array = json.arrayNode();
                items.forEach(item -> array.add(value(item)));
                yield array;
            }
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        };
    }

    /// The object at a property, made when absent.
    public static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode present ? present : parent.putObject(name);
    }
}
