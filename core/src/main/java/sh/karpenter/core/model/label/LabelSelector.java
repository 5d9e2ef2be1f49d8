package sh.karpenter.core.model.label;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Selects objects by their labels. An empty selector selects everything; "no selector" is a null reference and
/// selects nothing.
///
/// Source: Kubernetes API, `LabelSelector`.
///
/// @param matchLabels label values that must be equal, in key order
/// @param matchExpressions further conditions (`In`, `NotIn`, `Exists`, `DoesNotExist`), all of which must hold
public record LabelSelector(SequencedMap<String, String> matchLabels, List<LabelExpression> matchExpressions) {

    public LabelSelector {
        matchLabels = Collections.unmodifiableSequencedMap(new TreeMap<>(matchLabels));
        matchExpressions = List.copyOf(matchExpressions);
    }

    /// Written out because it is asked for at the start of every solve.
    @Override
    public int hashCode() {
        return 31 * matchLabels.hashCode() + matchExpressions.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof LabelSelector that
                        && matchLabels.equals(that.matchLabels)
                        && matchExpressions.equals(that.matchExpressions));
    }

    /// Whether an object with these labels is selected. An expression with an operator that selectors do not
    /// know selects nothing.
    public boolean matches(Map<String, String> labels) {
        for (var entry : matchLabels.entrySet()) {
            if (!entry.getValue().equals(labels.get(entry.getKey()))) {
                return false;
            }
        }
        for (LabelExpression expression : matchExpressions) {
            if (!matches(expression, labels.get(expression.key()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(LabelExpression expression, @Nullable String value) {
        return switch (Operator.parse(expression.operator())) {
            case IN -> value != null && expression.values().contains(value);
            case NOT_IN -> value == null || !expression.values().contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
            case GT, LT, GTE, LTE -> false;
            case null -> false;
        };
    }
}
