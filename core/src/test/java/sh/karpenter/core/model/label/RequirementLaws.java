package sh.karpenter.core.model.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What must hold of value sets whatever their values, over generated sets.
class RequirementLaws {
    private static final List<String> UNIVERSE = List.of("-1", "0", "1", "2", "3", "7", "a", "b", "c", "");
    private static final int ROUNDS = 5_000;

    private final Random random = new Random(20260201);

    private ValueSet any() {
        var values = new TreeSet<String>();
        for (String value : UNIVERSE) {
            if (random.nextInt(3) == 0) {
                values.add(value);
            }
        }
        if (random.nextBoolean()) {
            return new ValueSet.Only(values);
        }
        Long low = random.nextInt(3) == 0 ? (long) random.nextInt(4) : null;
        Long high = random.nextInt(3) == 0 ? (long) random.nextInt(4) : null;
        return new ValueSet.AllExcept(values, low, high);
    }

    @Test
    void anIntersectionHoldsExactlyWhatBothHold() {
        for (int i = 0; i < ROUNDS; i++) {
            ValueSet a = any();
            ValueSet b = any();
            ValueSet both = a.intersect(b);
            for (String value : UNIVERSE) {
                assertThat(both.contains(value))
                        .as("%s in %s and %s", value, a, b)
                        .isEqualTo(a.contains(value) && b.contains(value));
            }
        }
    }

    @Test
    void setsOverlapWhenTheirIntersectionIsNotEmpty() {
        for (int i = 0; i < ROUNDS; i++) {
            ValueSet a = any();
            ValueSet b = any();
            assertThat(a.overlaps(b)).as("%s and %s", a, b).isEqualTo(b.overlaps(a));
            assertThat(a.overlaps(b))
                    .as("%s and %s", a, b)
                    .isEqualTo(!a.intersect(b).isEmpty());
        }
    }

    @Test
    void orderDoesNotMatter() {
        for (int i = 0; i < ROUNDS; i++) {
            ValueSet a = any();
            ValueSet b = any();
            ValueSet c = any();
            for (String value : UNIVERSE) {
                assertThat(a.intersect(b).intersect(c).contains(value))
                        .isEqualTo(c.intersect(b.intersect(a)).contains(value));
            }
        }
    }

    @Test
    void whatIsCompatibleStaysSoWhenLessIsAsked() {
        for (int i = 0; i < ROUNDS; i++) {
            var node = new ArrayList<Requirement>();
            var pod = new ArrayList<Requirement>();
            for (String key : List.of("x", "y", "z")) {
                if (random.nextBoolean()) {
                    node.add(Requirement.of(key, any()));
                }
                if (random.nextBoolean()) {
                    pod.add(Requirement.of(key, any()));
                }
            }
            Requirements labels = Requirements.of(node.toArray(Requirement[]::new));
            Requirements wanted = Requirements.of(pod.toArray(Requirement[]::new));
            if (labels.compatible(wanted, new TreeSet<>())) {
                for (Requirement requirement : pod) {
                    assertThat(labels.compatible(wanted.without(requirement.key()), new TreeSet<>()))
                            .isTrue();
                }
            }
        }
    }
}
