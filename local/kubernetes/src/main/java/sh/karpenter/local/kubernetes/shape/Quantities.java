package sh.karpenter.local.kubernetes.shape;

import java.util.Map;
import sh.karpenter.local.kubernetes.object.Quantity;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes quantities as the API server writes them: as strings in canonical form, whatever form they came in.
public final class Quantities {
    private Quantities() {}

    /// Changes the object in place. What is no quantity stays, for validation to complain about.
    public static void normalize(JsonNode node, Shape shape) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                Shape below = member(shape, member.getKey());
                if (isQuantity(below)) {
                    String text = Quantity.canonical(member.getValue().asString(""));
                    if (text != null && !member.getValue().isContainer()) {
                        member.setValue(JsonNodeFactory.instance.stringNode(text));
                    }
                } else if (member.getValue().isContainer()) {
                    normalize(member.getValue(), below);
                }
            }
        } else if (node instanceof ArrayNode array && shape instanceof Shape.ListOf list) {
            array.forEach(element -> normalize(element, list.element()));
        }
    }

    private static boolean isQuantity(Shape shape) {
        return shape instanceof Shape.Scalar(ScalarType type) && type == ScalarType.QUANTITY;
    }

    private static Shape member(Shape shape, String name) {
        if (shape instanceof Shape.MapOf map) {
            return map.value();
        }
        MessageShape.Field field = shape instanceof MessageShape message ? message.field(name) : null;
        return field == null ? new Shape.Untyped() : field.shape();
    }
}
