package sh.karpenter.local.kubernetes.table;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The part of JSONPath that printer columns use: members, escaped dots, indexes, `[*]` and equality
/// filters, for example `.status.conditions[?(@.type=="Ready")].status`.
final class JsonPath {
    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = steps;
    }

    private sealed interface Step {}

    private record Member(String name) implements Step {}

    private record Index(int at) implements Step {}

    private record All() implements Step {}

    private record Where(List<String> path, String value) implements Step {}

    static JsonPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        String rest = text.startsWith("$") ? text.substring(1) : text;
        int at = 0;
        while (at < rest.length()) {
            if (rest.charAt(at) == '[') {
                int end = closing(rest, at);
                steps.add(bracket(rest.substring(at + 1, end)));
                at = end + 1;
            } else {
                at += rest.charAt(at) == '.' ? 1 : 0;
                StringBuilder name = new StringBuilder();
                while (at < rest.length() && rest.charAt(at) != '.' && rest.charAt(at) != '[') {
                    if (rest.charAt(at) == '\\' && at + 1 < rest.length()) {
                        at++;
                    }
                    name.append(rest.charAt(at++));
                }
                if (!name.isEmpty()) {
                    steps.add(new Member(name.toString()));
                }
            }
        }
        return new JsonPath(steps);
    }

    /// The first value at the path, or null.
    @Nullable
    JsonNode first(JsonNode root) {
        List<JsonNode> nodes = List.of(root);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : nodes) {
                follow(node, step, next);
            }
            nodes = next;
        }
        return nodes.isEmpty() || nodes.getFirst().isNull() ? null : nodes.getFirst();
    }

    private static void follow(JsonNode node, Step step, List<JsonNode> found) {
        switch (step) {
            case Member(String name) -> {
                JsonNode value = node.get(name);
                if (value != null) {
                    found.add(value);
                }
            }
            case Index(int at) -> {
                JsonNode value = node.get(at < 0 ? node.size() + at : at);
                if (value != null) {
                    found.add(value);
                }
            }
            case All() -> node.forEach(found::add);
            case Where(List<String> path, String value) -> {
                if (node instanceof ArrayNode array) {
                    for (JsonNode element : array) {
                        JsonNode actual = Json.at(element, path.toArray(String[]::new));
                        if (actual != null && actual.asString("").equals(value)) {
                            found.add(element);
                        }
                    }
                }
            }
        }
    }

    private static Step bracket(String inner) {
        if (inner.equals("*")) {
            return new All();
        }
        if (inner.startsWith("?(") && inner.contains("==")) {
            String condition = inner.substring(2, inner.length() - 1);
            int equals = condition.indexOf("==");
            String path = condition.substring(0, equals).strip();
            String value = unquoted(condition.substring(equals + 2).strip());
            return new Where(
                    List.of(path.substring(path.startsWith("@.") ? 2 : 0).split("\\.", -1)), value);
        }
        if (inner.startsWith("'") || inner.startsWith("\"")) {
            return new Member(unquoted(inner));
        }
        return new Index(Integer.parseInt(inner));
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && (text.startsWith("'") || text.startsWith("\""));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int at = open; at < text.length(); at++) {
            depth += text.charAt(at) == '[' ? 1 : text.charAt(at) == ']' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("unclosed [ in " + text);
    }
}
