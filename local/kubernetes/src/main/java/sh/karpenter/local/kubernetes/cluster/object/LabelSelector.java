package sh.karpenter.local.kubernetes.cluster.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The object form of a label selector.
///
/// @param requirements all of them have to hold; none selects everything
/// @param nothing an absent selector, which selects nothing
public record LabelSelector(List<Requirement> requirements, boolean nothing) {
    /// Selects no object.
    public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);
    /// Selects every object.
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);

    /// @param operator `In`, `NotIn`, `Exists` or `DoesNotExist`
    public record Requirement(String key, String operator, List<String> values) {
        boolean matches(Map<String, String> labels) {
            String label = labels.get(key);
            return switch (operator) {
                case "In" -> label != null && values.contains(label);
                case "NotIn" -> label == null || !values.contains(label);
                case "Exists" -> label != null;
                case "DoesNotExist" -> label == null;
                default -> false;
            };
        }
    }

    /// Reads `matchLabels` and `matchExpressions`. Absent or null selects nothing, an empty object everything.
    public static LabelSelector of(JsonNode selector) {
        if (!selector.isObject()) {
            return NOTHING;
        }
        List<Requirement> requirements = new ArrayList<>();
        new TreeMap<>(Tree.strings(selector, "matchLabels"))
                .forEach((key, value) -> requirements.add(new Requirement(key, "In", List.of(value))));
        for (JsonNode expression : Tree.items(selector, "matchExpressions")) {
            requirements.add(new Requirement(
                    Tree.text(expression, "key"), Tree.text(expression, "operator"), Tree.texts(expression, "values")));
        }
        return requirements.isEmpty()
                ? EVERYTHING
                : new LabelSelector(Collections.unmodifiableList(requirements), false);
    }

    /// Selects objects that carry all the given labels.
    public static LabelSelector ofLabels(Map<String, String> labels) {
        return of(Tree.object("matchLabels", labels));
    }

    /// This selector and one more requirement.
    public LabelSelector and(String key, String operator, String value) {
        if (nothing) {
            return this;
        }
        List<Requirement> more = new ArrayList<>(requirements);
        more.add(new Requirement(key, operator, List.of(value)));
        return new LabelSelector(Collections.unmodifiableList(more), false);
    }

    public boolean matches(Map<String, String> labels) {
        if (nothing) {
            return false;
        }
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /// Whether it selects by something: neither everything nor nothing.
    public boolean selective() {
        return !requirements.isEmpty();
    }
}
