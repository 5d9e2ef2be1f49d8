package sh.karpenter.core.disruption.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static sh.karpenter.core.testing.Fleet.LARGE;
import static sh.karpenter.core.testing.Fleet.MEDIUM;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;
import sh.karpenter.core.testing.PoolBuilder;

/// Several nodes go together, with at most one machine in their place.
class MultiNodeConsolidationTest {
    /// 8 CPU at 0.40 on demand; no longer to be had.
    private static final InstanceType OLD =
            Given.type("old", LARGE.capacity(), List.of(Given.offering("a", LabelKeys.ON_DEMAND, 0.4, false)));

    /// 2 CPU at 1.00, always spot.
    private static final InstanceType DEAR =
            Given.type("dear", SMALL.capacity(), List.of(Given.offering("a", LabelKeys.SPOT, 1, true)));

    /// 2 CPU at 0.10 on demand, never spot.
    private static final InstanceType BARE =
            Given.type("bare", SMALL.capacity(), List.of(Given.offering("a", LabelKeys.ON_DEMAND, 0.1, true)));

    @Test
    void joinsHalfEmptyNodesIntoOne() {
        var command = only(fleet().pool(onDemand()).node(busy("n1", LARGE, "1")).node(busy("n2", LARGE, "1")));

        assertThat(command.decision()).isEqualTo("replace");
        assertThat(names(command)).containsExactlyInAnyOrder("n1", "n2");
        // Not large again: one of the two would have been kept instead.
        assertThat(command.replacements().getFirst().types()).containsExactly(SMALL, MEDIUM);
        assertThat(command.savings()).isEqualTo(0.8 - 0.1, within(1e-12));
    }

    @Test
    void deletesSeveralWhosePodsFitElsewhere() {
        var command = only(fleet().pool(onDemand())
                .node(busy("n1", SMALL, "100m"))
                .node(busy("n2", SMALL, "100m"))
                .node(busy("n3", SMALL, "1500m").busySince(Given.NOW))
                .node(machine("n4", LARGE).withoutClaim()));

        assertThat(command.decision()).isEqualTo("delete");
        assertThat(names(command)).containsExactlyInAnyOrder("n1", "n2");
        assertThat(command.sourcePrice()).isEqualTo(0.2, within(1e-12));
    }

    @Test
    void neverOneNodeAlone() {
        var found = run(fleet().pool(onDemand()).node(busy("n1", LARGE, "1")));

        assertThat(refusal(found, "n1")).isEqualTo(new Refusal.NothingToJoin(1));
    }

    @Test
    void neverSeveralForSeveral() {
        var found = run(fleet().pool(onDemand()).node(apart("n1")).node(apart("n2")));

        assertThat(refusal(found, "n1")).isEqualTo(new Refusal.NotTogether(2, new Refusal.TooManyReplacements(2)));
    }

    @Test
    void theLongestPrefixThatWorksOutIsTaken() {
        // Five nodes whose pods fit on one large machine, and a sixth whose pod fits nowhere else.
        var fleet = fleet().pool(onDemand());
        for (int i = 1; i <= 5; i++) {
            fleet.node(busy("n" + i, MEDIUM, "1"));
        }
        var stuck = pod("stuck")
                .cpu("1")
                .nodeSelector("team", "nobody")
                .priority(33554432)
                .on("n6");
        fleet.node(machine("n6", MEDIUM).runs(stuck.build()));

        var found = run(fleet);

        assertThat(names(found.proposal().commands().getFirst()))
                .containsExactlyInAnyOrder("n1", "n2", "n3", "n4", "n5");
        assertThat(refusal(found, "n6"))
                .isInstanceOfSatisfying(
                        Refusal.NotTogether.class,
                        rule -> assertThat(rule.why()).isInstanceOf(Refusal.PodsWithoutPlace.class));
    }

    @Test
    void deletingSeveralToLaunchOneOfTheSameIsPointless() {
        // Together they need a medium machine, and n1 is one already: only what is cheaper than n1 would do.
        var found =
                run(fleet().pool(onDemand()).node(busy("n1", MEDIUM, "1500m")).node(busy("n2", SMALL, "1500m")));

        assertThat(refusal(found, "n1")).isEqualTo(new Refusal.NotTogether(2, new Refusal.SameTypeAgain(0.2)));
    }

    @Test
    void aCheaperOfferOfTheSameTypeIsNotPointless() {
        var command = only(fleet().node(busy("n1", MEDIUM, "1500m")).node(busy("n2", SMALL, "1500m")));

        assertThat(command.replacements().getFirst().types()).containsExactly(MEDIUM, LARGE);
        assertThat(command.replacements().getFirst().pricePerHour()).isEqualTo(0.08);
    }

    @Test
    void typesThatHaveNoSpotOfferingAreLeftOutOfAReplacementThatMustBeSpot() {
        // Of spot and on-demand spot is asked for; there the bare type has nothing to offer.
        var command = only(fleet().reference()
                .types(SMALL, OLD, BARE)
                .node(busy("n1", OLD, "1"))
                .node(busy("n2", OLD, "1")));

        assertThat(command.replacements().getFirst().types()).containsExactly(SMALL);
    }

    @Test
    void aReplacementThatCouldNotBeLaunchedAsSpotIsNone() {
        // Spot is to be had, but only of a type that is too dear.
        var found = run(fleet().reference()
                .types(OLD, BARE, DEAR)
                .node(busy("n1", OLD, "1"))
                .node(busy("n2", OLD, "1")));

        assertThat(refusal(found, "n1"))
                .isEqualTo(new Refusal.NotTogether(2, new Refusal.NotCheaper(0.8, Double.POSITIVE_INFINITY)));
    }

    @Test
    void minValuesOfTheCapacityTypeMustHoldOnceSpotIsAskedFor() {
        var pool = nodePool("default").requires(new LabelExpression(LabelKeys.CAPACITY_TYPE, "Exists", List.of(), 2));
        var found = run(fleet().reference()
                .pool(pool)
                .types(SMALL, MEDIUM, OLD)
                .node(busy("n1", OLD, "1"))
                .node(busy("n2", OLD, "1")));

        assertThat(refusal(found, "n1"))
                .isEqualTo(new Refusal.NotTogether(2, new Refusal.TooLittleChoice(LabelKeys.CAPACITY_TYPE, 2, 1)));
    }

    @Test
    void spotAndOnDemandTogetherAreNoMatterOfSpotForSpot() {
        var command = only(fleet().node(busy("n1", LARGE, "1").spot()).node(busy("n2", LARGE, "1")));

        assertThat(command.replacements().getFirst().types()).containsExactly(SMALL, MEDIUM);
    }

    @Test
    void spotForSpotNeedsTheGateButNoFifteenTypes() {
        var fleet = fleet().node(busy("n1", LARGE, "1").spot())
                .node(busy("n2", LARGE, "1").spot());

        assertThat(refusal(run(fleet), "n1")).isEqualTo(new Refusal.NotTogether(2, new Refusal.SpotToSpotDisabled()));
        assertThat(only(fleet.options(new DisruptionOptions(true, false)))
                        .replacements()
                        .getFirst()
                        .types())
                .containsExactly(SMALL, MEDIUM);
    }

    @Test
    void minValuesMustHoldForWhatIsLeft() {
        var pool = onDemand().requires(new LabelExpression(LabelKeys.INSTANCE_TYPE, "Exists", List.of(), 4));
        var found = run(fleet().pool(pool).node(busy("n1", LARGE, "1")).node(busy("n2", LARGE, "1")));

        assertThat(refusal(found, "n1"))
                .isInstanceOfSatisfying(
                        Refusal.NotTogether.class,
                        rule -> assertThat(rule.why()).isInstanceOf(Refusal.TooLittleChoice.class));
    }

    @Test
    void onlyAsManyAsTheBudgetsAllow() {
        var found = run(fleet().pool(onDemand().budget("2"))
                .node(busy("n1", LARGE, "1"))
                .node(busy("n2", LARGE, "1"))
                .node(busy("n3", MEDIUM, "1")));

        assertThat(names(found.proposal().commands().getFirst())).containsExactlyInAnyOrder("n1", "n2");
        assertThat(refusal(found, "n3"))
                .isEqualTo(new Refusal.BudgetSpent("default", DisruptionReason.UNDERUTILIZED, 2, 0, 2));
        assertThat(found.proposal().limitedByBudget()).isTrue();
    }

    @Test
    void joinsAtMostAHundredAndOne() {
        assertThat(names(only(many().reference()))).hasSize(101);
    }

    @Test
    void whenTheTimeIsUpTheBestSoFarIsTaken() {
        int[] polls = {1};
        var found = many().run(new MultiNodeConsolidation(), Search.until(() -> polls[0]-- <= 0));

        // The first prefix that is tried has about half of the nodes.
        assertThat(names(found.proposal().commands().getFirst())).hasSize(51);
        assertThat(found.proposal().timedOut()).isTrue();
        assertThat(found.verdicts().values())
                .contains(new Verdict.Refused(new Refusal.NotReached(Refusal.Because.OUT_OF_TIME)));
    }

    @Test
    void withoutTimeThereIsNoCommand() {
        var found = many().run(new MultiNodeConsolidation(), Search.until(() -> true));

        assertThat(found.proposal().commands()).isEmpty();
        assertThat(found.proposal().exhausted()).isFalse();
    }

    @Test
    void hasOneMinute() {
        assertThat(new MultiNodeConsolidation().timeLimit()).isEqualTo(Duration.ofMinutes(1));
    }

    /// 110 small nodes with hardly anything on them, beside a machine of somebody else's with room for all of it.
    private static Fleet many() {
        var giant = Given.type(
                "giant",
                Resources.none().with("cpu", 200 * Resources.CORE).with("pods", 1000),
                List.of(Given.offering("a", LabelKeys.ON_DEMAND, 10, true)));
        var fleet = fleet().pool(onDemand()).node(machine("giant", giant).withoutClaim());
        for (int i = 0; i < 110; i++) {
            fleet.node(busy(String.format(Locale.ROOT, "n%03d", i), SMALL, "100m"));
        }
        return fleet;
    }

    private static MachineBuilder apart(String name) {
        return machine(name, LARGE)
                .runs(pod("pod-" + name)
                        .cpu("1")
                        .label("app", "web")
                        .apart(LabelKeys.HOSTNAME, "web")
                        .on(name)
                        .build());
    }

    private static PoolBuilder onDemand() {
        return nodePool("default")
                .requires(LabelExpression.of(LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND));
    }

    private static MachineBuilder busy(String name, InstanceType type, String cpu) {
        return machine(name, type).runs(pod("pod-" + name).cpu(cpu).on(name).build());
    }

    private static List<String> names(DisruptionCommand command) {
        return command.candidates().stream().map(Candidate::name).toList();
    }

    private static Refusal refusal(MethodEvaluation found, String node) {
        assertThat(found.verdicts().get(node)).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) Objects.requireNonNull(found.verdicts().get(node))).rule();
    }

    private static MethodEvaluation run(Fleet fleet) {
        return fleet.run(new MultiNodeConsolidation());
    }

    private static DisruptionCommand only(Fleet fleet) {
        var commands = run(fleet).proposal().commands();
        assertThat(commands).hasSize(1);
        return commands.getFirst();
    }
}
