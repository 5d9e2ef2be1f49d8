package sh.karpenter.local.kubernetes.selector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A conjunction of requirements on labels, from a query string (`app in (a,b),!x`) or from a
/// `LabelSelector` object.
///
/// @param requirements all of them must hold; none means that everything matches
public record LabelSelector(List<Requirement> requirements) {
    private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    /// How a requirement compares.
    public enum Operator {
        EXISTS,
        DOES_NOT_EXIST,
        EQUALS,
        NOT_EQUALS,
        IN,
        NOT_IN,
        GREATER_THAN,
        LESS_THAN
    }

    /// One requirement on one label key.
    ///
    /// @param key the label key
    /// @param operator how to compare
    /// @param values what to compare with; empty for [Operator#EXISTS] and [Operator#DOES_NOT_EXIST]
    public record Requirement(String key, Operator operator, List<String> values) {

        /// Whether these labels satisfy the requirement. An absent key satisfies the negative operators.
        public boolean matches(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case EQUALS, IN -> value != null && values.contains(value);
                case NOT_EQUALS, NOT_IN -> value == null || !values.contains(value);
                case GREATER_THAN, LESS_THAN -> compare(value);
            };
        }

        private boolean compare(@Nullable String value) {
            if (value == null) {
                return false;
            }
            try {
                long left = Long.parseLong(value);
                long right = Long.parseLong(values.getFirst());
                return operator == Operator.GREATER_THAN ? left > right : left < right;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return switch (operator) {
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case EQUALS -> key + "=" + values.getFirst();
                case NOT_EQUALS -> key + "!=" + values.getFirst();
                case IN -> key + " in (" + sorted() + ")";
                case NOT_IN -> key + " notin (" + sorted() + ")";
                case GREATER_THAN -> key + ">" + values.getFirst();
                case LESS_THAN -> key + "<" + values.getFirst();
            };
        }

        private String sorted() {
            return String.join(",", new TreeSet<>(values));
        }
    }

    /// The selector that selects everything.
    public static LabelSelector everything() {
        return EVERYTHING;
    }

    /// Parses the query form.
    ///
    /// @throws IllegalArgumentException when the text is no selector; the message says where
    public static LabelSelector parse(String text) {
        return text.isBlank() ? EVERYTHING : new LabelSelectorParser(text).parse();
    }

    /// Reads the object form (`matchLabels`, `matchExpressions`).
    ///
    /// @return null for a null selector, which selects nothing
    public static @Nullable LabelSelector of(@Nullable JsonNode selector) {
        if (!(selector instanceof ObjectNode)) {
            return null;
        }
        List<Requirement> requirements = new ArrayList<>();
        ObjectNode labels = Json.objectAt(selector, "matchLabels");
        if (labels != null) {
            labels.properties()
                    .forEach(entry -> requirements.add(new Requirement(
                            entry.getKey(),
                            Operator.EQUALS,
                            List.of(entry.getValue().asString("")))));
        }
        for (JsonNode expression : Json.arrayAt(selector, "matchExpressions")) {
            List<String> values = new ArrayList<>();
            Json.arrayAt(expression, "values").forEach(value -> values.add(value.asString("")));
            Operator operator = switch (Json.string(expression, "operator")) {
                case "In" -> Operator.IN;
                case "NotIn" -> Operator.NOT_IN;
                case "Exists" -> Operator.EXISTS;
                default -> Operator.DOES_NOT_EXIST;
            };
            requirements.add(new Requirement(Json.string(expression, "key"), operator, values));
        }
        return new LabelSelector(Collections.unmodifiableList(requirements));
    }

    /// Whether an object with these labels is selected.
    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /// Whether everything is selected.
    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /// The query form, requirements in key order.
    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).sorted().collect(Collectors.joining(","));
    }
}
