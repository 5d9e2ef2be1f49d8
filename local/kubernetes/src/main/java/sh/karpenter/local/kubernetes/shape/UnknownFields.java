package sh.karpenter.local.kubernetes.shape;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds and removes members that a shape does not declare.
public final class UnknownFields {
    private UnknownFields() {}

    /// Removes every undeclared member.
    ///
    /// @return their paths, for example `spec.template.spec.containers[0].imagee`
    public static List<String> drop(ObjectNode object, Shape shape) {
        List<String> found = new ArrayList<>();
        visit(object, shape, "", found);
        return found;
    }

    private static void visit(JsonNode node, Shape shape, String path, List<String> found) {
        switch (shape) {
            case MessageShape message -> {
                if (node instanceof ObjectNode object) {
                    fields(object, message, path, found);
                }
            }
            case Shape.ListOf list -> {
                if (node instanceof ArrayNode array) {
                    for (int at = 0; at < array.size(); at++) {
                        visit(array.get(at), list.element(), path + "[" + at + "]", found);
                    }
                }
            }
            case Shape.MapOf map -> {
                if (node instanceof ObjectNode object) {
                    object.properties()
                            .forEach(member ->
                                    visit(member.getValue(), map.value(), join(path, member.getKey()), found));
                }
            }
            case Shape.Scalar _, Shape.Untyped _ -> {}
        }
    }

    private static void fields(ObjectNode object, MessageShape message, String path, List<String> found) {
        List<String> unknown = new ArrayList<>();
        for (var member : object.properties()) {
            MessageShape.Field field = message.field(member.getKey());
            if (field == null) {
                unknown.add(member.getKey());
                found.add(join(path, member.getKey()));
            } else {
                visit(member.getValue(), field.shape(), join(path, member.getKey()), found);
            }
        }
        if (!unknown.isEmpty()) {
            object.remove(unknown);
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
