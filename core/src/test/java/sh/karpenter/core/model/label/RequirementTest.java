package sh.karpenter.core.model.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The algebra of requirements: what operators mean, what intersects, what is compatible.
class RequirementTest {
    private static final LabelVocabulary LABELS = LabelVocabulary.core();
    private static final SortedSet<String> STRICT = Collections.emptySortedSet();

    private static Requirement requirement(String key, String operator, String... values) {
        return Requirement.of(new LabelExpression(key, operator, List.of(values), null), LABELS);
    }

    /// `In a b`, `Exists`, `Gt 3`; null for nothing required.
    private static Requirements of(String key, @Nullable String written) {
        if (written == null) {
            return Requirements.none();
        }
        List<String> words = List.of(written.split(" ", -1));
        return Requirements.of(requirement(
                key, words.getFirst(), words.subList(1, words.size()).toArray(String[]::new)));
    }

    @ParameterizedTest
    @CsvSource({
        // operator and values; what is contained; what is not; operator as told
        "In a b, a, c, IN",
        "In, 'none at all', a, DOES_NOT_EXIST",
        "NotIn a b, c, a, NOT_IN",
        "NotIn, a, 'none at all', EXISTS",
        "Exists, a, 'none at all', EXISTS",
        "DoesNotExist, 'none at all', a, DOES_NOT_EXIST",
        "Gt 3, 4, 3, EXISTS",
        "Gte 3, 3, 2, EXISTS",
        "Lt 3, 2, 3, EXISTS",
        "Lte 3, 3, 4, EXISTS",
        "Gt 3, 4, x, EXISTS",
        "Lt 3, -7, 2.5, EXISTS",
    })
    void anOperatorContainsItsValues(String written, String in, String out, Operator told) {
        ValueSet values = of("key", written).values("key");

        if (!in.equals("none at all")) {
            assertThat(values.contains(in)).isTrue();
        }
        if (!out.equals("none at all")) {
            assertThat(values.contains(out)).isFalse();
        }
        assertThat(values.operator()).isEqualTo(told);
    }

    @Test
    void nothingIsGreaterThanTheGreatestNumber() {
        assertThat(requirement("key", "Gt", Long.toString(Long.MAX_VALUE)).values())
                .isEqualTo(ValueSet.none());
    }

    @Test
    void keysAreTranslatedToTheNamesOfToday() {
        assertThat(requirement("failure-domain.beta.kubernetes.io/zone", "In", "a"))
                .isEqualTo(Requirement.in(LabelKeys.ZONE, "a"));
        assertThat(requirement("beta.kubernetes.io/arch", "In", "amd64"))
                .isEqualTo(Requirement.in(LabelKeys.ARCH, "amd64"));
    }

    @Test
    void anUnknownOperatorAndABoundThatIsNotOneNumberAreRefused() {
        assertThatThrownBy(() -> requirement("team", "Near", "red"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"Near\"")
                .hasMessageContaining("team");
        assertThatThrownBy(() -> requirement("team", "Gt", "1", "2")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> requirement("team", "Gt", "red")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "In a b, In b c, In b",
        "In a, In b, DoesNotExist",
        "In a b, NotIn b c, In a",
        "NotIn a, NotIn b, NotIn a b",
        "In 1 5 x, Gt 3, In 5",
        "NotIn 1 5 x, Gt 3, 'NotIn 5'",
        "Gt 3, Lt 4, DoesNotExist",
        "Gte 3, Lte 3, 'Gte 3'",
        "Exists, In a, In a",
        "DoesNotExist, Exists, DoesNotExist",
    })
    void anIntersectionHoldsWhatBothHold(String left, String right, String expected) {
        ValueSet both = of("k", left).and(of("k", right)).values("k");
        ValueSet wanted = of("k", expected).values("k");

        for (String value : List.of("a", "b", "c", "1", "3", "4", "5", "x")) {
            boolean inBoth = of("k", left).values("k").contains(value)
                    && of("k", right).values("k").contains(value);
            assertThat(both.contains(value)).as(value).isEqualTo(inBoth);
        }
        assertThat(both.isEmpty()).isEqualTo(wanted.isEmpty());
        assertThat(both.operator()).isEqualTo(wanted.operator());
    }

    @Test
    void theGreaterOfTwoMinimumsHolds() {
        var two = new Requirement("k", ValueSet.any(), 2);
        var three = new Requirement("k", ValueSet.any(), 3);

        assertThat(two.intersect(three).minValues()).isEqualTo(3);
        assertThat(three.intersect(two).minValues()).isEqualTo(3);
        assertThat(two.intersect(Requirement.exists("k")).minValues()).isEqualTo(2);
        assertThat(Requirement.exists("k").intersect(two).minValues()).isEqualTo(2);
        assertThat(new Requirement("k", ValueSet.only("a"), 2)
                        .intersect(Requirement.in("k", "b"))
                        .minValues())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                // node side, incoming, compatible when strict, compatible when the key may be undefined
                "In a, In a, true, true",
                "In a, In b, false, false",
                "In a, Exists, true, true",
                "In a, NotIn b, true, true",
                "In a, NotIn a, false, false",
                "In a, DoesNotExist, false, false",
                "nothing, In a, false, true",
                "nothing, Exists, false, true",
                "nothing, Gt 1, false, true",
                "nothing, NotIn a, true, true",
                "nothing, DoesNotExist, true, true",
                "DoesNotExist, In a, false, false",
                "DoesNotExist, Exists, false, false",
                "DoesNotExist, NotIn a, true, true",
                "DoesNotExist, DoesNotExist, true, true",
                "NotIn a, DoesNotExist, true, true",
                "Exists, DoesNotExist, false, false",
                "Gt 5, Lt 3, false, false",
                "In a, nothing, true, true",
            })
    void compatibleIsWhatMayBeMetByBothSides(
            @Nullable String node, @Nullable String incoming, boolean strictly, boolean undefinedAllowed) {
        var defined = new TreeSet<String>();
        defined.add("k");

        assertThat(of("k", node).compatible(of("k", incoming), STRICT)).isEqualTo(strictly);
        assertThat(of("k", node).compatible(of("k", incoming), defined)).isEqualTo(undefinedAllowed);
    }

    @Test
    void everyIncomingKeyMustBeCompatible() {
        Requirements node = Requirements.of(Requirement.in("x", "1"), Requirement.in("y", "1"));

        assertThat(node.compatible(Requirements.of(Requirement.in("x", "1"), Requirement.in("y", "2")), STRICT))
                .isFalse();
        assertThat(node.compatible(Requirements.of(Requirement.in("x", "1"), Requirement.in("z", "1")), STRICT))
                .isFalse();
        assertThat(node.intersects(
                        Requirements.of(Requirement.in("w", "1"), Requirement.in("y", "2"), Requirement.in("z", "1"))))
                .isFalse();
        assertThat(node.intersects(Requirements.of(Requirement.in("z", "1")))).isTrue();
    }

    @Test
    void aSecondRequirementOfOneKeyNarrowsTheFirst() {
        assertThat(Requirements.of(Requirement.in("x", "1", "2"), Requirement.in("x", "2", "3"))
                        .values("x"))
                .isEqualTo(ValueSet.only("2"));
        assertThat(Requirements.none().values("x")).isEqualTo(ValueSet.any());
    }
}
