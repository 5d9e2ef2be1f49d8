package sh.karpenter.local.kubelets.api;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Builds JSON trees from plain values.
public final class Json {
    private Json() {}

    /// An object from alternating keys and values; values may be trees, texts, numbers, booleans, maps, lists
    /// or null.
    public static ObjectNode object(@Nullable Object... keysAndValues) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.set(String.valueOf(keysAndValues[i]), value(keysAndValues[i + 1]));
        }
        return object;
    }

    /// An empty array.
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /// A tree for a plain value.
    public static JsonNode value(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case null -> json.nullNode();
            case JsonNode node -> node;
            case String text -> json.stringNode(text);
            case Boolean flag -> json.booleanNode(flag);
            case Integer number -> json.numberNode(number);
            case Long number -> json.numberNode(number);
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
}
