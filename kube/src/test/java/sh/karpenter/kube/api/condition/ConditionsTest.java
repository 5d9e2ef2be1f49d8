package sh.karpenter.kube.api.condition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = CREATED.plusSeconds(60);
    private static final Instant STILL_LATER = CREATED.plusSeconds(120);
    private static final ConditionSet SET = ConditionSet.ready("Launched", "Registered");

    private static Conditions at(long generation, List<Condition> stored) {
        return SET.of(new ConditionSubject(generation, CREATED, false), stored, CREATED.plusSeconds(30));
    }

    @Test
    void aNewObjectAwaitsReconciliationSinceItsCreation() {
        Conditions conditions = at(1, List.of());

        assertThat(conditions.list()).extracting(Condition::type).containsExactly("Launched", "Registered", "Ready");
        assertThat(conditions.list()).allSatisfy(condition -> {
            assertThat(condition.status()).isEqualTo(ConditionStatus.UNKNOWN);
            assertThat(condition.reason()).isEqualTo("AwaitingReconciliation");
            assertThat(condition.message()).isEqualTo("object is awaiting reconciliation");
            assertThat(condition.lastTransitionTime()).isEqualTo(CREATED);
            assertThat(condition.observedGeneration()).isEqualTo(1);
        });
    }

    @Test
    void theRootIsTrueOnlyWhenAllDependentsAre() {
        Conditions one = at(1, List.of()).withTrue("Launched", LATER);
        assertThat(one.root().status()).isEqualTo(ConditionStatus.UNKNOWN);
        assertThat(one.root().reason()).isEqualTo("ReconcilingDependents");
        assertThat(one.root().message()).isEqualTo("Registered=Unknown");

        Conditions both = one.withTrue("Registered", STILL_LATER);
        assertThat(both.root()).isEqualTo(new Condition("Ready", ConditionStatus.TRUE, "Ready", "", STILL_LATER, 1L));
    }

    @Test
    void aFalseDependentMakesTheRootFalseAndIsNamedNewestFirst() {
        Conditions conditions = at(1, List.of())
                .withFalse("Launched", "Broken", "no capacity", LATER)
                .withFalse("Registered", "Broken", "", STILL_LATER);

        assertThat(conditions.root().status()).isEqualTo(ConditionStatus.FALSE);
        assertThat(conditions.root().reason()).isEqualTo("UnhealthyDependents");
        assertThat(conditions.root().message()).isEqualTo("Registered=False, Launched=False");
        assertThat(conditions.root().lastTransitionTime()).isEqualTo(LATER);
    }

    @Test
    void aDependentOfAnotherGenerationIsNeitherHealthyNorFailed() {
        Conditions first = at(1, List.of()).withTrue("Launched", LATER).withFalse("Registered", "Broken", "", LATER);

        Conditions second = at(2, first.list()).withTrue("Launched", STILL_LATER);

        assertThat(second.root().status()).isEqualTo(ConditionStatus.UNKNOWN);
        assertThat(second.root().message()).isEqualTo("Registered=False");
        assertThat(requireNonNull(second.get("Launched")).lastTransitionTime()).isEqualTo(LATER);
        assertThat(requireNonNull(second.get("Launched")).observedGeneration()).isEqualTo(2);
    }

    @Test
    void onlyAChangeOfStatusMovesTheTransitionTime() {
        Conditions failed = at(1, List.of()).withFalse("Launched", "A", "first", LATER);
        Conditions again = failed.withFalse("Launched", "B", "second", STILL_LATER);
        assertThat(requireNonNull(again.get("Launched")).lastTransitionTime()).isEqualTo(LATER);
        assertThat(requireNonNull(again.get("Launched")).message()).isEqualTo("second");
        assertThat(again.withFalse("Launched", "B", "second", STILL_LATER.plusSeconds(9)))
                .isSameAs(again);
    }

    @Test
    void aFirstIndependentConditionBeganNow() {
        Conditions conditions = at(1, List.of()).withTrue("Drifted", "AMIDrift", "", LATER);
        assertThat(requireNonNull(conditions.get("Drifted")).lastTransitionTime())
                .isEqualTo(LATER);
        assertThat(conditions.root().status()).isEqualTo(ConditionStatus.UNKNOWN);
    }

    @Test
    void conditionsAreStoredByTransitionWithTheRootLast() {
        Conditions conditions = at(1, List.of())
                .withTrue("Drifted", STILL_LATER)
                .withTrue("Registered", LATER)
                .withTrue("Launched", STILL_LATER.plusSeconds(1));
        assertThat(conditions.list())
                .extracting(Condition::type)
                .containsExactly("Registered", "Drifted", "Launched", "Ready");
    }

    @Test
    void independentConditionsCanBeRemovedAndTheRestIsSortedByType() {
        Conditions conditions = at(1, List.of()).withTrue("Drifted", LATER).withTrue("Consolidatable", LATER);
        assertThat(conditions.without("Drifted").list())
                .extracting(Condition::type)
                .containsExactly("Consolidatable", "Launched", "Ready", "Registered");
        assertThat(conditions.without("Absent")).isSameAs(conditions);
        assertThatThrownBy(() -> conditions.without("Launched"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Launched");
    }

    @Test
    void aDeletionMarksTheOtherConditionsAsObserved() {
        Conditions alive = at(1, List.of()).withTrue("Launched", LATER).withTrue("Registered", LATER);

        Conditions deleting = SET.of(new ConditionSubject(2, CREATED, true), alive.list(), STILL_LATER)
                .withTrue("Drained", STILL_LATER);

        assertThat(deleting.list())
                .allSatisfy(condition -> assertThat(condition.observed(2)).isTrue());
        assertThat(deleting.root().status()).isEqualTo(ConditionStatus.TRUE);
    }

    @Test
    void aDependentAddedByAnUpgradeUnsettlesTheRoot() {
        Conditions old = at(1, List.of()).withTrue("Launched", LATER).withTrue("Registered", LATER);
        ConditionSet wider = ConditionSet.ready("Launched", "Registered", "Initialized");

        Conditions upgraded = wider.of(new ConditionSubject(1, CREATED, false), old.list(), STILL_LATER);

        assertThat(upgraded.root().status()).isEqualTo(ConditionStatus.UNKNOWN);
        assertThat(upgraded.root().message()).isEqualTo("Initialized=Unknown");
        assertThat(upgraded.root().lastTransitionTime()).isEqualTo(STILL_LATER);
    }
}
