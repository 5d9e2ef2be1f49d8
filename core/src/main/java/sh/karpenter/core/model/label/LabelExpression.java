package sh.karpenter.core.model.label;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One requirement as somebody wrote it, not yet understood: a term of a node selector, of a label selector, or
/// an entry of a pool's `requirements`. It is kept as text so that a bad one can be reported with the value it
/// has.
///
/// @param key the label key as written, not normalised
/// @param operator the operator as written; see [Operator#parse]
/// @param values the values as written
/// @param minValues how many distinct values must stay possible; null where not asked for
public record LabelExpression(
        String key,
        String operator,
        List<String> values,
        @Nullable Integer minValues) {

    public LabelExpression {
        values = List.copyOf(values);
    }

    /// An expression without minimum.
    public static LabelExpression of(String key, Operator operator, String... values) {
        return new LabelExpression(key, operator.text(), List.of(values), null);
    }
}
