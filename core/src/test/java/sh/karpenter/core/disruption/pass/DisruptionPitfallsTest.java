package sh.karpenter.core.disruption.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.MEDIUM;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;
import sh.karpenter.core.testing.PoolBuilder;

/// What is easy to get wrong about disruption, each on a whole pass, in the order in which it happens.
class DisruptionPitfallsTest {

    @Test
    void emptinessComesFirstWithItsOwnBudgetsAndCoversPodsThatCostNothing() {
        var free = pod("batch").on("n1").annotation(LabelKeys.DISRUPTION_COST, "-134217728");
        PassOutcome outcome =
                pass(fleet().pool(nodePool("default").budget("1", "Empty").budget("0", "Underutilized", "Drifted"))
                        .node(machine("n1", SMALL).runs(free.build()))
                        .node(busy("n2", LARGE, "100m").is("Drifted")));

        assertThat(methods(outcome)).containsExactly("emptiness");
        assertThat(removed(outcome)).containsExactly("n1");
    }

    @Test
    void anEmptyNodeThatIsKeptForPendingPodsStaysUntilTheWindowIsOver() {
        var round = fleet().node(machine("n1", SMALL).nominatedUntil(Given.NOW.plusSeconds(1)));
        assertThat(verdict(pass(round), round.round(), "n1", "emptiness"))
                .isEqualTo(new Verdict.Blocked(new Skip.Nominated()));
        assertThat(removed(pass(fleet().node(machine("n1", SMALL).nominatedUntil(Given.NOW)))))
                .containsExactly("n1");
    }

    @Test
    void emptyNodesAreNoMatterOfConsolidationThoughTheirBudgetIsSpent() {
        Fleet given = fleet().pool(nodePool("default").budget("0", "Empty"))
                .node(machine("n1", SMALL))
                .node(machine("n2", SMALL));
        PassOutcome outcome = pass(given);

        assertThat(outcome.commands()).isEmpty();
        assertThat(verdict(outcome, given.round(), "n1", "single")).isEqualTo(new Verdict.Refused(new Refusal.Empty()));
        assertThat(verdict(outcome, given.round(), "n1", "emptiness"))
                .isEqualTo(new Verdict.Refused(new Refusal.BudgetSpent("default", DisruptionReason.EMPTY, 0, 0, 0)));
    }

    @Test
    void aNodeThatIsStillLivelyIsNeitherRemovedNorGivenRunningPods() {
        var pool = onDemand().consolidateAfter(Duration.ofMinutes(5));
        Fleet lively = fleet().pool(pool)
                .node(busy("n1", SMALL, "500m"))
                .node(busy("n2", SMALL, "500m").isNot("Consolidatable").busySince(Given.NOW.minusSeconds(10)));

        assertThat(removed(pass(lively))).isEmpty();
        assertThat(verdict(pass(lively), lively.round(), "n2", "single"))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.rule()).isInstanceOf(Refusal.NotQuiet.class));
    }

    @Test
    void severalNodesAreNeverReplacedBySeveral() {
        PassOutcome outcome = pass(fleet().pool(onDemand())
                .node(busy("n1", LARGE, "7"))
                .node(busy("n2", LARGE, "7"))
                .node(busy("n3", LARGE, "7")));

        assertThat(outcome.commands())
                .allSatisfy(
                        planned -> assertThat(planned.command().replacements()).hasSizeLessThanOrEqualTo(1));
    }

    @Test
    void aReplacementAtTheSamePriceIsNoReplacement() {
        Fleet given = fleet().pool(onDemand()).node(busy("n1", SMALL, "1500m"));

        assertThat(verdict(pass(given), given.round(), "n1", "single"))
                .isEqualTo(new Verdict.Refused(new Refusal.NotCheaper(0.1, 0.1)));
    }

    @Test
    void anOnDemandNodeBecomesSpotAndNothingElse() {
        PassOutcome outcome = pass(fleet().node(busy("n1", LARGE, "1")));

        var replacement = outcome.commands().getFirst().command().replacements().getFirst();
        assertThat(replacement.requirements().values(LabelKeys.CAPACITY_TYPE).contains(LabelKeys.SPOT))
                .isTrue();
        assertThat(replacement.requirements().values(LabelKeys.CAPACITY_TYPE).contains(LabelKeys.ON_DEMAND))
                .isFalse();
    }

    @Test
    void aNodeOfUnknownPriceIsNoCandidateAndSaysSo() {
        Fleet given = fleet().node(busy("n1", SMALL, "100m").zone("z")).node(busy("n2", LARGE, "100m"));

        assertThat(removed(pass(given))).doesNotContain("n1");
        assertThat(verdict(pass(given), given.round(), "n1", "single"))
                .isEqualTo(new Verdict.Refused(new Refusal.PriceUnknown("small", "z", LabelKeys.ON_DEMAND)));
    }

    @Test
    void driftAsksNeitherForAPriceNorForTimeAndGoesOnBehindABlockedNode() {
        var keep =
                pod("keep").cpu("500m").nodeSelector("team", "nobody").on("n1").build();
        PassOutcome outcome = pass(fleet().pool(onDemand())
                .node(machine("n1", SMALL).runs(keep).is("Drifted", Given.NOW.minusSeconds(100)))
                .node(busy("n2", SMALL, "1900m").is("Drifted", Given.NOW.minusSeconds(10))));

        assertThat(removed(outcome)).containsExactly("n2");
        assertThat(outcome.commands().getFirst().method().confirmed()).isFalse();
        assertThat(outcome.commands().getFirst().command().savings()).isLessThanOrEqualTo(0);
    }

    @Test
    void percentagesRoundUpAndNodesThatAreNotReadyOrRebootingEatTheBudget() {
        var pool = onDemand().budget("34%");
        assertThat(removed(pass(fleet().pool(pool)
                        .node(machine("n1", SMALL))
                        .node(machine("n2", SMALL))
                        .node(machine("n3", SMALL)))))
                .hasSize(2);
        assertThat(removed(pass(fleet().pool(pool)
                        .node(machine("n1", SMALL))
                        .node(machine("n2", SMALL).notReady())
                        .node(machine("n3", SMALL).is("Rebooting")))))
                .isEmpty();
    }

    @Test
    void aDriftedStaticPoolAtItsLimitSaysSo() {
        Fleet given = fleet().pool(nodePool("default").replicas(1).nodeLimit(1))
                .node(busy("n1", SMALL, "100m").is("Drifted"));

        assertThat(verdict(pass(given), given.round(), "n1", "static-drift"))
                .isEqualTo(new Verdict.Refused(new Refusal.AtNodeLimit("default", 1)));
    }

    @Test
    void aBudgetWithAnEmptyListOfReasonsSpeaksOfNone() {
        var none = new DisruptionPolicy.Budget("0", List.of(), null, null);

        assertThat(removed(pass(fleet().pool(nodePool("default").budget(none)).node(machine("n1", SMALL)))))
                .containsExactly("n1");
    }

    @Test
    void severalNodesThatAreNoPrefixOfAnyOrderAreFoundToo() {
        // The best saving for its disturbance is n1, and its pod keeps it: Karpenter's prefixes all begin with it.
        var stuck =
                pod("stuck").cpu("100m").nodeSelector("team", "nobody").on("n1").build();
        PassOutcome outcome = pass(fleet().pool(onDemand())
                .node(machine("n1", LARGE).runs(stuck))
                .node(busy("n2", MEDIUM, "1500m"))
                .node(busy("n3", MEDIUM, "1500m")));

        assertThat(removed(outcome)).isNotEmpty().doesNotContain("n1");
    }

    private static PassOutcome pass(Fleet fleet) {
        return DisruptionPass.whole(new PassInput(fleet.round(), 1, List.of()), PassMemory.empty());
    }

    private static Verdict verdict(PassOutcome outcome, DisruptionRound round, String node, String method) {
        var found = Objects.requireNonNull(outcome.verdicts(round).get(node)).byMethod();
        return Objects.requireNonNull(found.get(method), method + " has no verdict on " + node);
    }

    private static List<String> methods(PassOutcome outcome) {
        return outcome.commands().stream()
                .map(planned -> planned.method().name())
                .toList();
    }

    private static List<String> removed(PassOutcome outcome) {
        return outcome.commands().stream()
                .map(Planned::command)
                .flatMap(command -> command.candidates().stream())
                .map(Candidate::name)
                .sorted()
                .toList();
    }

    private static PoolBuilder onDemand() {
        return nodePool("default")
                .requires(LabelExpression.of(LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND));
    }

    /// A machine with one pod of so many cores.
    private static MachineBuilder busy(String name, InstanceType type, String cpu) {
        return machine(name, type).runs(pod("pod-" + name).cpu(cpu).on(name).build());
    }
}
