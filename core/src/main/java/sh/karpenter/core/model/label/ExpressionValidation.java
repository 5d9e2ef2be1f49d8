package sh.karpenter.core.model.label;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a requirement as somebody wrote it: of a pool, or of a pod's node selector or node
/// affinity.
///
/// Source: Karpenter, runtime validation of requirements; Kubernetes documentation, "Labels and Selectors" for
/// the syntax.
public final class ExpressionValidation {
    private static final List<String> CAPACITY_TYPES = List.of(LabelKeys.ON_DEMAND, LabelKeys.SPOT, LabelKeys.RESERVED);
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PREFIX = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private ExpressionValidation() {}

    /// What is wrong with an expression, null when nothing is.
    public static @Nullable String problem(LabelExpression expression, LabelVocabulary vocabulary) {
        String key = vocabulary.normalize(expression.key());
        Operator operator = Operator.parse(expression.operator());
        if (operator == null) {
            return "key " + key + " has an unsupported operator " + expression.operator() + " not in "
                    + List.of(Operator.values()).stream().map(Operator::text).toList();
        }
        String restricted = restriction(key, vocabulary);
        if (restricted != null) {
            return restricted;
        }
        if (!qualifiedName(key)) {
            return "key " + key + " is not a qualified name";
        }
        for (String value : expression.values()) {
            if (!labelValue(value)) {
                return "invalid value " + value + " for key " + key;
            }
        }
        return switch (operator) {
            case IN -> problemOfIn(key, expression);
            case GT, LT, GTE, LTE ->
                expression.values().size() == 1
                                && nonNegativeInteger(expression.values().getFirst())
                        ? null
                        : "key " + key + " with operator " + operator.text()
                                + " must have a single positive integer value";
            case NOT_IN, EXISTS, DOES_NOT_EXIST -> null;
        };
    }

    private static @Nullable String problemOfIn(String key, LabelExpression expression) {
        List<String> values = expression.values();
        if (values.isEmpty()) {
            return "key " + key + " with operator In must have a value defined";
        }
        long valid = key.equals(LabelKeys.CAPACITY_TYPE)
                ? values.stream().filter(CAPACITY_TYPES::contains).count()
                : values.size();
        if (valid == 0) {
            return "no valid values found in " + values + " for " + key + ", expected one of " + CAPACITY_TYPES;
        }
        Integer minimum = expression.minValues();
        return minimum != null && valid < minimum
                ? "key " + key + " with operator In must have at least minValues (" + minimum + ") values"
                : null;
    }

    /// Why users may not use a label key, null when they may.
    public static @Nullable String restriction(String key, LabelVocabulary vocabulary) {
        if (vocabulary.wellKnown().contains(key)) {
            return null;
        }
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        boolean restricted = vocabulary.restrictedLabels().contains(key);
        for (String of : vocabulary.restrictedDomains()) {
            restricted = restricted || domain.equals(of) || domain.endsWith("." + of);
        }
        return restricted
                ? "using label " + key + " is not allowed as it might interfere with the internal provisioning logic;"
                        + " specify well known labels: " + vocabulary.wellKnown()
                        + ", or a custom label that does not use a restricted domain: "
                        + vocabulary.restrictedDomains()
                : null;
    }

    /// Whether the text is a qualified name: an optional DNS prefix, a slash, and a name of at most 63 characters.
    public static boolean qualifiedName(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (slash == 0 || name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            return false;
        }
        return slash < 0
                || (slash <= LONGEST_PREFIX
                        && PREFIX.matcher(key.substring(0, slash)).matches());
    }

    /// Whether the text may be the value of a label.
    public static boolean labelValue(String value) {
        return value.isEmpty()
                || (value.length() <= LONGEST_NAME && NAME.matcher(value).matches());
    }

    private static boolean nonNegativeInteger(String value) {
        try {
            return Long.parseLong(value) >= 0;
        } catch (NumberFormatException notAnInteger) {
            return false;
        }
    }
}
