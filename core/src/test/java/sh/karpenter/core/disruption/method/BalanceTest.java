package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.verdict.BalanceScore;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.MachineBuilder;
import sh.karpenter.core.testing.PoolBuilder;

/// The policy `Balanced` weighs what a move saves against what it disturbs.
class BalanceTest {
    private static final double EXACT = 1e-9;

    @Test
    void theScoreIsTheShareOfTheCostOverTheShareOfTheDisturbance() {
        // Costs 0.1 + 0.4 = 0.5, disturbance 2 + 5 = 7.
        var fleet =
                fleet().pool(balanced("default")).node(holding("n1", SMALL, 1)).node(holding("n2", LARGE, 4));

        var score = score(fleet, "n1", 0.1);

        assertThat(score.savingsFraction()).isEqualTo(0.2, within(EXACT));
        assertThat(score.disruptionFraction()).isEqualTo(2.0 / 7, within(EXACT));
        assertThat(score.score()).isEqualTo(0.7, within(EXACT));
        assertThat(score.approved()).isTrue();
    }

    @Test
    void aMoveIsApprovedFromOneHalfOn() {
        // Each is half of the disturbance; of a cost of 0.2 a quarter has to be saved.
        var fleet =
                fleet().pool(balanced("default")).node(holding("n1", SMALL, 1)).node(holding("n2", SMALL, 1));

        assertThat(score(fleet, "n1", 0.05).approved()).isTrue();
        assertThat(score(fleet, "n1", 0.0499).approved()).isFalse();
    }

    @Test
    void withoutSavingsTheScoreIsNone() {
        var fleet = fleet().pool(balanced("default")).node(holding("n1", SMALL, 1));

        assertThat(score(fleet, "n1", 0).score()).isZero();
        assertThat(score(fleet, "n1", -1).score()).isZero();
    }

    @Test
    void nodesThatAreNotCandidatesAreDisturbanceOfThePoolToo() {
        var alone = fleet().pool(balanced("default")).node(holding("n1", SMALL, 1));
        var beside = fleet().pool(balanced("default"))
                .node(holding("n1", SMALL, 1))
                .node(holding("n2", SMALL, 5).uninitialized());

        assertThat(score(alone, "n1", 0.1).disruptionFraction()).isEqualTo(1.0, within(EXACT));
        assertThat(score(beside, "n1", 0.1).disruptionFraction()).isEqualTo(2.0 / 8, within(EXACT));
        // What it costs is not known to be wasted.
        assertThat(score(beside, "n1", 0.1).savingsFraction()).isEqualTo(1.0, within(EXACT));
    }

    @Test
    void daemonsOfOtherNodesDisturbNobody() {
        var fleet = fleet().pool(balanced("default"))
                .node(holding("n1", SMALL, 1))
                .node(machine("n2", SMALL)
                        .uninitialized()
                        .runs(pod("log").on("n2").ofDaemonSet("log").build()));

        assertThat(score(fleet, "n1", 0.1).disruptionFraction()).isEqualTo(2.0 / 3, within(EXACT));
    }

    @Test
    void theCostOfThePoolIsTheKnownOneIfThereIsOne() {
        var fleet = fleet().pool(balanced("default")).poolCost("default", 10).node(holding("n1", SMALL, 1));

        assertThat(score(fleet, "n1", 0.1).savingsFraction()).isEqualTo(0.01, within(EXACT));
    }

    @Test
    void aPoolThatCostsNothingApprovesNothingButIsLookedAt() {
        var fleet =
                fleet().pool(balanced("default")).node(holding("n1", SMALL, 1).zone("z"));
        var candidate = fleet.candidate("n1");
        var balance = new Balance(fleet.round(), List.of(candidate));

        assertThat(balance.scores(List.of(candidate), 1).getFirst().score()).isZero();
        assertThat(balance.hopeless(candidate)).isNull();
    }

    @Test
    void savingsOfAMoveOverPoolsAreSplitByWhatItsNodesCost() {
        var fleet = fleet().pool(balanced("one"))
                .pool(balanced("two"))
                .node(holding("n1", SMALL, 1).pool("one"))
                .node(holding("n2", LARGE, 1).pool("two"));
        var candidates = fleet.candidates().candidates();

        var scores = new Balance(fleet.round(), candidates).scores(candidates, 0.25);

        assertThat(scores).extracting(BalanceScore::pool).containsExactly("one", "two");
        assertThat(scores.getFirst().savingsFraction()).isEqualTo(0.05 / 0.1, within(EXACT));
        assertThat(scores.getLast().savingsFraction()).isEqualTo(0.2 / 0.4, within(EXACT));
    }

    @Test
    void poolsOfOtherPoliciesHaveNoSay() {
        var fleet = fleet().pool(nodePool("default")).node(holding("n1", SMALL, 1));

        assertThat(new Balance(fleet.round(), fleet.candidates().candidates())
                        .scores(fleet.candidates().candidates(), 0))
                .isEmpty();
    }

    @Test
    void aMoveThatDisturbsTooMuchIsRefusedWithItsScore() {
        // n1 is a tenth of the cost but most of the disturbance.
        var found = fleet().pool(balanced("default"))
                .poolCost("default", 1)
                .node(holding("n1", SMALL, 9))
                .node(machine("n2", LARGE).withoutClaim())
                .run(new SingleNodeConsolidation());

        assertThat(found.proposal().commands()).isEmpty();
        assertThat(found.verdicts().get("n1"))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule())
                                .isInstanceOfSatisfying(Refusal.OutOfBalance.class, rule -> {
                                    assertThat(rule.score().pool()).isEqualTo("default");
                                    assertThat(rule.score().approved()).isFalse();
                                    assertThat(rule.score().savingsFraction()).isEqualTo(0.1, within(EXACT));
                                }));
    }

    @Test
    void withoutBalanceTheSameMoveIsMade() {
        var found = fleet().pool(nodePool("default"))
                .poolCost("default", 1)
                .node(holding("n1", SMALL, 9))
                .node(machine("n2", LARGE).withoutClaim())
                .run(new SingleNodeConsolidation());

        assertThat(found.proposal().commands()).hasSize(1);
    }

    @Test
    void balanceIsPartOfWhetherSeveralNodesMayGo() {
        var fleet = fleet().pool(balanced("default"))
                .poolCost("default", 2)
                .node(holding("n1", SMALL, 9))
                .node(holding("n2", SMALL, 9))
                .node(machine("n3", LARGE).withoutClaim());

        assertThat(fleet.run(new MultiNodeConsolidation()).verdicts().get("n1"))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule())
                                .isInstanceOfSatisfying(
                                        Refusal.NotTogether.class,
                                        rule -> assertThat(rule.why()).isInstanceOf(Refusal.OutOfBalance.class)));
    }

    @Test
    void emptyAndDriftedNodesAreNotWeighed() {
        var fleet = fleet().pool(balanced("default"))
                .poolCost("default", 1000)
                .node(machine("n1", SMALL))
                .node(holding("n2", SMALL, 9).is("Drifted"));

        assertThat(fleet.run(new Emptiness()).proposal().commands()).hasSize(1);
        assertThat(fleet.run(new Drift()).proposal().commands()).hasSize(1);
    }

    private static BalanceScore score(Fleet fleet, String node, double savings) {
        List<Candidate> candidates = fleet.candidates().candidates();
        return new Balance(fleet.round(), candidates)
                .scores(List.of(fleet.candidate(node)), savings)
                .getFirst();
    }

    private static PoolBuilder balanced(String name) {
        return nodePool(name).policy(ConsolidationPolicy.BALANCED);
    }

    /// A machine with so many small pods, all of which have to move.
    private static MachineBuilder holding(String name, InstanceType type, int pods) {
        var machine = machine(name, type);
        for (int i = 0; i < pods; i++) {
            machine.runs(pod("pod-" + name + "-" + i).cpu("100m").on(name).build());
        }
        return machine;
    }
}
