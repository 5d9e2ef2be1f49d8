package sh.karpenter.core.model.label;

import java.util.Collections;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one label must be.
///
/// @param key the label key, normalised
/// @param values the values it may take
/// @param minValues how many distinct values must stay possible, null where not asked for
public record Requirement(
        String key, ValueSet values, @Nullable Integer minValues) {

    /// Written out because it is asked for at the start of every solve.
    @Override
    public int hashCode() {
        return 31 * key.hashCode() + values.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Requirement that
                        && key.equals(that.key)
                        && values.equals(that.values)
                        && Objects.equals(minValues, that.minValues));
    }

    /// A requirement without minimum.
    public static Requirement of(String key, ValueSet values) {
        return new Requirement(key, values, null);
    }

    /// `key In values`.
    public static Requirement in(String key, String... values) {
        return of(key, ValueSet.only(values));
    }

    /// The key must exist, with any value.
    public static Requirement exists(String key) {
        return of(key, ValueSet.any());
    }

    /// The key must not exist.
    public static Requirement doesNotExist(String key) {
        return of(key, ValueSet.none());
    }

    /// Understands an expression that has passed validation.
    ///
    /// @throws IllegalArgumentException for an unknown operator, or a bound that is not one integer
    public static Requirement of(LabelExpression expression, LabelVocabulary vocabulary) {
        String key = vocabulary.normalize(expression.key());
        var values = new TreeSet<String>();
        var aliases =
                key.equals(expression.key()) ? null : vocabulary.valueAliases().get(key);
        for (String value : expression.values()) {
            values.add(aliases == null ? value : aliases.getOrDefault(value, value));
        }
        ValueSet set = switch (Operator.parse(expression.operator())) {
            case IN -> new ValueSet.Only(values);
            case NOT_IN -> new ValueSet.AllExcept(values, null, null);
            case EXISTS -> ValueSet.any();
            case DOES_NOT_EXIST -> ValueSet.none();
            case GT -> {
                long bound = bound(expression);
                yield bound == Long.MAX_VALUE ? ValueSet.none() : atLeast(bound + 1);
            }
            case GTE -> atLeast(bound(expression));
            case LT -> atMost(bound(expression) - 1);
            case LTE -> atMost(bound(expression));
            case null ->
                throw new IllegalArgumentException(
                        "unknown operator \"" + expression.operator() + "\" of key " + expression.key());
        };
        return new Requirement(key, set, expression.minValues());
    }

    private static ValueSet atLeast(long bound) {
        return new ValueSet.AllExcept(Collections.emptySortedSet(), bound, null);
    }

    private static ValueSet atMost(long bound) {
        return new ValueSet.AllExcept(Collections.emptySortedSet(), null, bound);
    }

    private static long bound(LabelExpression expression) {
        if (expression.values().size() != 1) {
            throw new IllegalArgumentException("key " + expression.key() + " with operator " + expression.operator()
                    + " needs exactly one value, has " + expression.values());
        }
        try {
            return Long.parseLong(expression.values().getFirst());
        } catch (NumberFormatException notAnInteger) {
            throw new IllegalArgumentException(
                    "key " + expression.key() + " with operator " + expression.operator() + " needs an integer, has "
                            + expression.values(),
                    notAnInteger);
        }
    }

    /// Both requirements at once; the greater minimum holds.
    public Requirement intersect(Requirement other) {
        Integer minimum = minValues;
        if (minimum == null || (other.minValues != null && other.minValues > minimum)) {
            minimum = other.minValues;
        }
        return new Requirement(key, values.intersect(other.values), minimum);
    }

    /// Whether the operator is NotIn or DoesNotExist: such a requirement is met by a label that is absent.
    public boolean lenient() {
        return switch (values.operator()) {
            case NOT_IN, DOES_NOT_EXIST -> true;
            default -> false;
        };
    }
}
