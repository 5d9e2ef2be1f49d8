package sh.karpenter.core.model.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of requirements that cannot be used.
class ExpressionValidationTest {
    private static @Nullable String problem(String key, String operator, String... values) {
        return ExpressionValidation.problem(
                new LabelExpression(key, operator, List.of(values), null), LabelVocabulary.core());
    }

    @ParameterizedTest
    @CsvSource({
        "team, Near, red, unsupported operator Near",
        "karpenter.sh/custom, In, a, using label karpenter.sh/custom is not allowed",
        "sub.karpenter.sh/custom, In, a, using label sub.karpenter.sh/custom is not allowed",
        "kubernetes.io/hostname, In, a, using label kubernetes.io/hostname is not allowed",
        "-team, In, red, is not a qualified name",
        "a/b/c, In, red, is not a qualified name",
        "/team, In, red, is not a qualified name",
        "team, In, 'red blue', invalid value red blue for key team",
        "team, In, -red, invalid value -red for key team",
        "team, Gt, red, must have a single positive integer value",
        "team, Lte, 1.5, must have a single positive integer value",
        "karpenter.sh/capacity-type, In, rented, no valid values found in [rented]",
    })
    void theMessageNamesKeyAndValue(String key, String operator, String value, String message) {
        assertThat(problem(key, operator, value)).contains(message);
    }

    @Test
    void inNeedsValuesAndABoundNeedsExactlyOne() {
        assertThat(problem("team", "In")).contains("key team with operator In must have a value defined");
        assertThat(problem("team", "Gt")).contains("single positive integer");
        assertThat(problem("team", "Gte", "1", "2")).contains("single positive integer");
        assertThat(problem("team", "NotIn")).isNull();
    }

    @Test
    void inNeedsAsManyValuesAsItsMinimum() {
        var one = new LabelExpression("team", "In", List.of("red"), 2);
        var two = new LabelExpression("team", "In", List.of("red", "blue"), 2);
        var invalid = new LabelExpression(LabelKeys.CAPACITY_TYPE, "In", List.of("spot", "rented"), 2);

        assertThat(ExpressionValidation.problem(one, LabelVocabulary.core())).contains("at least minValues (2)");
        assertThat(ExpressionValidation.problem(two, LabelVocabulary.core())).isNull();
        assertThat(ExpressionValidation.problem(invalid, LabelVocabulary.core()))
                .contains("at least minValues (2)");
    }

    @Test
    void someValidValuesAreEnough() {
        assertThat(problem(LabelKeys.CAPACITY_TYPE, "In", "spot", "rented")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "team",
                "example.com/team",
                "kubernetes.io/custom",
                "node.k8s.io/custom",
                "karpenter.sh/nodepool",
                "notkarpenter.sh/x"
            })
    void labelsOfUsersAndWellKnownOnesMayBeUsed(String key) {
        assertThat(problem(key, "In", "a")).isNull();
        assertThat(problem(key, "Exists")).isNull();
    }

    @Test
    void namesAndPrefixesHaveALongestLength() {
        assertThat(ExpressionValidation.qualifiedName("a".repeat(63))).isTrue();
        assertThat(ExpressionValidation.qualifiedName("a".repeat(64))).isFalse();
        assertThat(ExpressionValidation.qualifiedName("a".repeat(253) + "/x")).isTrue();
        assertThat(ExpressionValidation.qualifiedName("a".repeat(254) + "/x")).isFalse();
        assertThat(ExpressionValidation.labelValue("a".repeat(63))).isTrue();
        assertThat(ExpressionValidation.labelValue("a".repeat(64))).isFalse();
        assertThat(ExpressionValidation.labelValue("")).isTrue();
    }
}
