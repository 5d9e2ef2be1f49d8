package sh.karpenter.local.kubernetes.object;

import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Values as Kubernetes' messages show them where they print what the decoder made of the text: `map[a:1 b:[x y]]`.
public final class GoText {
    private GoText() {}

    /// The text of a value; members of an object in alphabetical order.
    public static String of(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                TreeMap<String, String> members = new TreeMap<>();
                object.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
                yield members.entrySet().stream()
                        .map(member -> member.getKey() + ":" + member.getValue())
                        .collect(Collectors.joining(" ", "map[", "]"));
            }
            case ArrayNode array -> array.valueStream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
            default -> value.isNull() ? "<nil>" : value.asString();
        };
    }

    /// The value as in source code: `map[string]interface {}{"a":1}`.
    public static String literal(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                TreeMap<String, String> members = new TreeMap<>();
                object.properties().forEach(member -> members.put(member.getKey(), literal(member.getValue())));
                yield members.entrySet().stream()
                        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                        .collect(Collectors.joining(", ", "map[string]interface {}{", "}"));
            }
            case ArrayNode array ->
                array.valueStream().map(GoText::literal).collect(Collectors.joining(", ", "[]interface {}{", "}"));
            default -> value.isNull() ? "interface {}(nil)" : Json.text(value);
        };
    }

    /// The type that a value is decoded to.
    public static String type(JsonNode value) {
        return switch (value) {
            case ObjectNode _ -> "map[string]interface {}";
            case ArrayNode _ -> "[]interface {}";
            default -> kind(value);
        };
    }

    /// What sort of type that is, `map` and `slice` included.
    public static String kind(JsonNode value) {
        return switch (value) {
            case ObjectNode _ -> "map";
            case ArrayNode _ -> "slice";
            default ->
                value.isString()
                        ? "string"
                        : value.isBoolean() ? "bool" : value.isIntegralNumber() ? "int64" : "float64";
        };
    }
}
