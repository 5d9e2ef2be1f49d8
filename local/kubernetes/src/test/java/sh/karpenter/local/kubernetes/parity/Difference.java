package sh.karpenter.local.kubernetes.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A place where the two servers' answers are not the same.
///
/// @param path for example `body.spec.replicas`
/// @param real what the real server has there, null for nothing
/// @param embedded what the embedded one has there, null for nothing
record Difference(
        String path, @Nullable JsonNode real, @Nullable JsonNode embedded) {
    private static final int SHOWN = 700;

    /// Where two answers differ, at the deepest places; of answers with different codes,
    /// what they say, and of a message that lists causes, the causes.
    static List<Difference> between(JsonNode real, JsonNode embedded) {
        List<Difference> found = new ArrayList<>();
        if (real.path("code").equals(embedded.path("code"))) {
            compare("", real, embedded, found);
        } else {
            compare("code", real.get("code"), embedded.get("code"), found);
            compare("message", message(real), message(embedded), found);
        }
        if (found.stream().anyMatch(difference -> difference.path.startsWith("body.details.causes"))) {
            found.removeIf(difference -> difference.path.equals("body.message"));
        }
        return found;
    }

    private static void compare(
            String path, @Nullable JsonNode real, @Nullable JsonNode embedded, List<Difference> found) {
        if (real instanceof ObjectNode left && embedded instanceof ObjectNode right) {
            Set<String> names = new TreeSet<>(left.propertyNames());
            names.addAll(right.propertyNames());
            for (String name : names) {
                compare(path.isEmpty() ? name : path + "." + name, left.get(name), right.get(name), found);
            }
        } else if (real instanceof ArrayNode left && embedded instanceof ArrayNode right) {
            items(path, left, right, found);
        } else if (real == null || !real.equals(embedded)) {
            found.add(new Difference(path, real, embedded));
        }
    }

    private static JsonNode message(JsonNode answer) {
        JsonNode message = answer.path("body").path("message");
        return message.isMissingNode() ? answer.path("body") : message;
    }

    private static void items(String path, ArrayNode real, ArrayNode embedded, List<Difference> found) {
        Map<String, JsonNode> left = named(real);
        Map<String, JsonNode> right = named(embedded);
        if (left != null && right != null) {
            Set<String> names = new TreeSet<>(left.keySet());
            names.addAll(right.keySet());
            names.forEach(name -> compare(path + "[" + name + "]", left.get(name), right.get(name), found));
            return;
        }
        for (int i = 0; i < Math.max(real.size(), embedded.size()); i++) {
            compare(path + "[" + i + "]", real.get(i), embedded.get(i), found);
        }
    }

    /// Items by name, where each has one of its own; their order does not count.
    private static @Nullable Map<String, JsonNode> named(ArrayNode items) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        for (JsonNode item : items) {
            String name = name(item);
            if (name.isEmpty() || named.put(name, item) != null) {
                return null;
            }
        }
        return named;
    }

    private static String name(JsonNode item) {
        for (String key : List.of("name", "groupVersion", "resource", "subresource", "version")) {
            String name = item.path(key).asString("");
            if (!name.isEmpty()) {
                return name;
            }
        }
        return item.path("metadata").path("name").asString("");
    }

    @Override
    public String toString() {
        return path + ": " + shown(real) + " -> " + shown(embedded);
    }

    private static String shown(@Nullable JsonNode value) {
        String text = value == null ? "nothing" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
