package sh.karpenter.local.kubernetes.cel;

import com.google.protobuf.NullValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.schema.JsonSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns JSON into the values that expressions see.
///
/// With a schema, declared members whose names are no CEL identifiers are renamed (`foo-bar` becomes
/// `foo__dash__bar`, `namespace` becomes `__namespace__`), and strings of format `date-time` become timestamps.
public final class CelValues {
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private CelValues() {}

    /// The value of a tree without a schema; a null one for none.
    public static Object of(@Nullable JsonNode node) {
        return node == null ? NullValue.NULL_VALUE : of(node, null);
    }

    /// The value of a node.
    static Object of(JsonNode node, @Nullable JsonSchema schema) {
        return switch (node) {
            case ObjectNode object -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (var member : object.properties()) {
                    JsonSchema declared = schema == null ? null : schema.member(member.getKey());
                    boolean property = schema != null && schema.properties().containsKey(member.getKey());
                    map.put(property ? escape(member.getKey()) : member.getKey(), of(member.getValue(), declared));
                }
                yield map;
            }
            case ArrayNode array -> {
                List<Object> list = new ArrayList<>();
                JsonSchema items = schema == null ? null : schema.items();
                array.forEach(element -> list.add(of(element, items)));
                yield list;
            }
            default -> scalar(node, schema);
        };
    }

    private static Object scalar(JsonNode node, @Nullable JsonSchema schema) {
        if (node.isString()) {
            boolean time = schema != null && schema.format().equals("date-time");
            Instant instant = time ? Timestamps.parse(node.stringValue()) : null;
            return instant == null ? node.stringValue() : instant;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber()) {
            return schema != null && schema.type().equals("number") ? (Object) node.doubleValue() : node.longValue();
        }
        return node.isNumber() ? node.doubleValue() : NullValue.NULL_VALUE;
    }

    /// A member name as an identifier.
    static String escape(String name) {
        if (RESERVED.contains(name)) {
            return "__" + name + "__";
        }
        return name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }
}
