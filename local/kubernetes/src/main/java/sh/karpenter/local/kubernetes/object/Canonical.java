package sh.karpenter.local.kubernetes.object;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One tree for one value. A number may arrive as a long from code and as an int from a parser; trees that
/// mean the same must be equal, or an update that changes nothing would look like a change.
public final class Canonical {
    private Canonical() {}

    /// Makes every whole number that fits an int one, in place.
    public static void numbers(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (isLarge(member.getValue())) {
                    member.setValue(small(member.getValue()));
                } else {
                    numbers(member.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int at = 0; at < array.size(); at++) {
                if (isLarge(array.get(at))) {
                    array.set(at, small(array.get(at)));
                } else {
                    numbers(array.get(at));
                }
            }
        }
    }

    private static boolean isLarge(JsonNode node) {
        return node.isIntegralNumber() && !node.isInt() && node.canConvertToInt();
    }

    private static JsonNode small(JsonNode node) {
        return JsonNodeFactory.instance.numberNode(node.intValue());
    }
}
