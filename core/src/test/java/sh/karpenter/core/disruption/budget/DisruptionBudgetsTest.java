package sh.karpenter.core.disruption.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.disruption.candidate.DisruptionReason.DRIFTED;
import static sh.karpenter.core.disruption.candidate.DisruptionReason.EMPTY;
import static sh.karpenter.core.disruption.candidate.DisruptionReason.UNDERUTILIZED;
import static sh.karpenter.core.disruption.candidate.DisruptionReason.UNHEALTHY;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.PoolBuilder;

/// How many nodes a pool may lose. The moment of every test is Friday, 2 January 2026, 00:00 UTC.
class DisruptionBudgetsTest {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "5, 5", "0%, 0", "1%, 1", "10%, 1", "11%, 2", "19%, 2", "50%, 5", "100%, 10"})
    void aCountIsTakenAsItIsAndAPercentageRoundsUp(String nodes, int allowed) {
        assertThat(allowed(of(10, nodePool("default").budget(nodes)), EMPTY)).isEqualTo(allowed);
    }

    @Test
    void onePercentOfOneNodeIsOneNode() {
        assertThat(allowed(of(1, nodePool("default").budget("1%")), EMPTY)).isEqualTo(1);
    }

    @Test
    void aCountMayBeGreaterThanThePool() {
        assertThat(allowed(of(2, nodePool("default").budget("99999999999")), EMPTY))
                .isEqualTo(UNLIMITED);
    }

    @Test
    void withoutBudgetsThereIsNoLimit() {
        assertThat(allowed(of(3, nodePool("default")), EMPTY)).isEqualTo(UNLIMITED);
    }

    @Test
    void theSmallestBudgetCounts() {
        assertThat(allowed(of(10, nodePool("default").budget("5").budget("20%").budget("4")), DRIFTED))
                .isEqualTo(2);
    }

    @Test
    void aBudgetCoversItsReasonsAndOneWithoutCoversAll() {
        var fleet = of(10, nodePool("default").budget("5").budget("1", "Empty", "Drifted"));

        assertThat(allowed(fleet, EMPTY)).isEqualTo(1);
        assertThat(allowed(fleet, DRIFTED)).isEqualTo(1);
        assertThat(allowed(fleet, UNDERUTILIZED)).isEqualTo(5);
        assertThat(allowed(fleet, UNHEALTHY)).isEqualTo(5);
    }

    @Test
    void anEmptyListOfReasonsCoversNone() {
        var fleet = of(10, nodePool("default").budget(new Budget("0", List.of(), null, null)));

        for (DisruptionReason reason : DisruptionReason.values()) {
            assertThat(allowed(fleet, reason)).isEqualTo(UNLIMITED);
        }
    }

    @Test
    void aPoolWhoseBudgetsAllListOtherReasonsIsRepairedWithoutLimit() {
        assertThat(allowed(of(10, nodePool("default").budget("0", "Empty", "Drifted", "Underutilized")), UNHEALTHY))
                .isEqualTo(UNLIMITED);
    }

    @Test
    void aWindowBeginsWithTheHit() {
        assertThat(allowed(scheduled("0 0 * * *", "1h"), EMPTY)).isZero();
        assertThat(allowed(scheduled("1 0 * * *", "1h"), EMPTY)).isEqualTo(UNLIMITED);
    }

    @Test
    void aWindowEndsOneDurationAfterTheHit() {
        assertThat(allowed(scheduled("0 23 * * *", "1h"), EMPTY)).isEqualTo(UNLIMITED);
        assertThat(allowed(scheduled("0 23 * * *", "1h1m"), EMPTY)).isZero();
    }

    @Test
    void aScheduleMayBeAWord() {
        assertThat(allowed(scheduled("@daily", "8h"), EMPTY)).isZero();
        assertThat(allowed(scheduled("@monthly", "8h"), EMPTY)).isEqualTo(UNLIMITED);
        assertThat(allowed(scheduled("@monthly", "24h1m"), EMPTY)).isZero();
    }

    @Test
    void aScheduleWithoutDurationIsNeverActive() {
        assertThat(allowed(scheduled("0 0 * * *", null), EMPTY)).isEqualTo(UNLIMITED);
    }

    @Test
    void whatCannotBeReadAllowsNothing() {
        var unreadable = List.of(
                new Budget("0", null, "a b c d e", "1h"),
                new Budget("many", null, null, null),
                new Budget("-1", null, null, null),
                new Budget("5", null, "0 0 * * *", "soon"),
                new Budget("5", null, null, "1h"));
        for (Budget budget : unreadable) {
            var budgets = DisruptionBudgets.of(
                    of(10, nodePool("default").budget("3").budget(budget)).round(), EMPTY);

            assertThat(budgets.allowed("default")).as("%s", budget).isZero();
            assertThat(budgets.unreadable()).containsOnlyKeys("default");
            assertThat(budgets.exhausted()).containsExactly("default");
        }
    }

    @Test
    void anUnreadableBudgetStopsOnlyTheReasonsThatItCovers() {
        var fleet = of(10, nodePool("default").budget("many", "Empty"));

        assertThat(allowed(fleet, EMPTY)).isZero();
        assertThat(allowed(fleet, DRIFTED)).isEqualTo(UNLIMITED);
    }

    @Test
    void theProblemsOfAPoolNameFieldValueAndWayOut() {
        var pool = nodePool("default")
                .budget("10%")
                .budget(new Budget("many", null, null, null))
                .budget(new Budget("1", null, "often", "1h"))
                .budget(new Budget("1", null, "@daily", "1 hour"))
                .budget(new Budget("1", null, null, "1h"))
                .build();

        assertThat(DisruptionBudgets.problems(pool))
                .satisfiesExactly(
                        nodes -> assertThat(nodes)
                                .isEqualTo("spec.disruption.budgets[1].nodes: \"many\": is neither a number of nodes"
                                        + " nor a percentage such as \"10%\""),
                        schedule -> assertThat(schedule)
                                .startsWith("spec.disruption.budgets[2].schedule \"often\" does not have five fields"),
                        duration -> assertThat(duration)
                                .startsWith("spec.disruption.budgets[3].duration: ")
                                .contains("\"1 hour\""),
                        alone -> assertThat(alone)
                                .isEqualTo("spec.disruption.budgets[4].duration: \"1h\": a budget with a duration"
                                        + " needs a schedule"));
    }

    @Test
    void aPolicyThatCannotBeReadStopsEveryReason() {
        var pool = new DisruptionPolicy(
                DisruptionPolicy.ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED,
                null,
                List.of(),
                List.of("spec.disruption.consolidateAfter: \"x\": is no duration"));
        var fleet = of(10, nodePool("default").disruption(pool));

        for (DisruptionReason reason : DisruptionReason.values()) {
            var budgets = DisruptionBudgets.of(fleet.round(), reason);
            assertThat(budgets.allowed("default")).isZero();
            assertThat(budgets.unreadable().get("default")).contains("consolidateAfter");
        }
    }

    @Test
    void nodesOnTheirWayOutAreTakenOff() {
        var fleet = of(8, nodePool("default").budget("5"))
                .node(machine("x1", SMALL).leaving())
                .node(machine("x2", SMALL).is("Rebooting"));

        assertThat(allowed(fleet, EMPTY)).isEqualTo(3);
        assertThat(DisruptionBudgets.of(fleet.round(), EMPTY).disrupting()).containsEntry("default", 2);
    }

    @Test
    void nodesThatAreNotReadyAreTakenOffButNotForTheirRepair() {
        var fleet =
                of(8, nodePool("default").budget("5")).node(machine("x1", SMALL).notReady());

        assertThat(allowed(fleet, DRIFTED)).isEqualTo(4);
        assertThat(allowed(fleet, UNHEALTHY)).isEqualTo(5);
    }

    @Test
    void rebootingNodesEatEveryBudget() {
        var fleet = of(8, nodePool("default").budget("5"))
                .node(machine("x1", SMALL).is("Rebooting").uninitialized());

        for (DisruptionReason reason : DisruptionReason.values()) {
            assertThat(allowed(fleet, reason)).isEqualTo(4);
        }
    }

    @Test
    void moreDisruptedThanAllowedLeavesNone() {
        var fleet = of(2, nodePool("default").budget("1"))
                .node(machine("x1", SMALL).leaving())
                .node(machine("x2", SMALL).leaving());

        assertThat(allowed(fleet, EMPTY)).isZero();
        // The budget itself allows something, so it is not what blocks.
        assertThat(DisruptionBudgets.of(fleet.round(), EMPTY).exhausted()).isEmpty();
    }

    @Test
    void onlyNodesThatAreReadyForWorkMakeUpThePool() {
        var fleet = of(8, nodePool("default").budget("50%"))
                .node(machine("x1", SMALL).uninitialized())
                .node(machine("x2", SMALL).withoutNode())
                .node(machine("x3", SMALL).withoutClaim())
                .node(machine("x4", SMALL).is("InstanceTerminating").leaving())
                .node(machine("x5", SMALL).is("InstanceTerminating").leaving());

        assertThat(allowed(fleet, EMPTY)).isEqualTo(4);
    }

    @Test
    void poolsHaveBudgetsOfTheirOwn() {
        var fleet = fleet().pool(nodePool("one").budget("1"))
                .pool(nodePool("two").budget("2"))
                .node(machine("n1", SMALL).pool("one").leaving())
                .node(machine("n2", SMALL).pool("two"));

        var budgets = DisruptionBudgets.of(fleet.round(), EMPTY);

        assertThat(budgets.allowed()).containsEntry("one", 0).containsEntry("two", 2);
        assertThat(budgets.allowed("three")).isZero();
    }

    @Test
    void aPoolWithoutNodesIsNotBlocked() {
        assertThat(DisruptionBudgets.of(of(0, nodePool("default").budget("0")).round(), EMPTY)
                        .exhausted())
                .isEmpty();
    }

    private static Fleet scheduled(String schedule, @Nullable String duration) {
        return of(10, nodePool("default").budget(new Budget("0", null, schedule, duration)));
    }

    private static Fleet of(int nodes, PoolBuilder pool) {
        Fleet fleet = fleet().pool(pool);
        for (int i = 0; i < nodes; i++) {
            fleet.node(machine("n" + i, SMALL));
        }
        return fleet;
    }

    private static int allowed(Fleet fleet, DisruptionReason reason) {
        return DisruptionBudgets.of(fleet.round(), reason).allowed("default");
    }
}
