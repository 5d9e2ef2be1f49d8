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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Verdict;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.DisruptionPolicy.ConsolidationPolicy;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.MachineBuilder;
import sh.karpenter.core.testing.PodBuilder;
import sh.karpenter.core.testing.PoolBuilder;

/// One node goes when its pods fit elsewhere, or when a cheaper one does for them.
class SingleNodeConsolidationTest {
    private static final Resources TWO_CORES =
            Resources.none().with("cpu", 2 * Resources.CORE).with("pods", 110);

    @Test
    void deletesANodeWhosePodsFitElsewhere() {
        var command = only(fleet().pool(onDemand()).node(busy("n1", LARGE, "6")).node(busy("n2", SMALL, "1")));

        assertThat(command.decision()).isEqualTo("delete");
        assertThat(command.candidates()).extracting(Candidate::name).containsExactly("n2");
        assertThat(command.placements()).containsOnlyKeys("n1");
    }

    @Test
    void replacesANodeByACheaperOne() {
        var command = only(fleet().pool(onDemand()).node(busy("n1", LARGE, "1")));

        assertThat(command.decision()).isEqualTo("replace");
        assertThat(command.replacements().getFirst().types()).containsExactly(SMALL, MEDIUM);
        assertThat(command.savings()).isEqualTo(0.4 - 0.1, within(1e-12));
    }

    @Test
    void aReplacementMustCostStrictlyLess() {
        var found = run(fleet().pool(onDemand()).node(busy("n1", SMALL, "1")));

        assertThat(refusal(found, "n1")).isEqualTo(new Refusal.NotCheaper(0.1, 0.1));
    }

    @Test
    void theWorstThatALaunchMayComeToHasToBeCheaper() {
        var volatileType = Given.type(
                "small",
                TWO_CORES,
                List.of(
                        Given.offering("a", LabelKeys.ON_DEMAND, 0.05, true),
                        Given.offering("b", LabelKeys.ON_DEMAND, 0.50, true)));
        var found = run(fleet().types(volatileType, LARGE)
                .pool(onDemand())
                .node(machine("n1", LARGE).runs(pod("web").cpu("1").on("n1").build())));

        assertThat(refusal(found, "n1")).isEqualTo(new Refusal.NotCheaper(0.4, 0.4));
    }

    @Test
    void whatCannotBeLaunchedIsNoReplacement() {
        var soldOut = Given.type("small", TWO_CORES, List.of(Given.offering("a", LabelKeys.ON_DEMAND, 0.05, false)));
        var found = run(fleet().types(soldOut, LARGE)
                .pool(onDemand())
                .node(machine("n1", LARGE).runs(pod("web").cpu("1").on("n1").build())));

        assertThat(refusal(found, "n1")).isInstanceOf(Refusal.NotCheaper.class);
    }

    @Test
    void anOnDemandNodeIsReplacedBySpotOnly() {
        var claim = only(fleet().node(busy("n1", SMALL, "1"))).replacements().getFirst();

        // So that a launch without spot capacity fails instead of buying on demand.
        assertThat(claim.requirements().values(LabelKeys.CAPACITY_TYPE)).isEqualTo(ValueSet.only(LabelKeys.SPOT));
        assertThat(claim.pricePerHour()).isEqualTo(0.04);
    }

    @Test
    void aReplacementsTypesAreInTheOrderOfWhatIsLaunched() {
        var claim = only(fleet().reference()
                        .types(noSpot(), MEDIUM, LARGE)
                        .node(machine("n1", LARGE)
                                .runs(pod("web").cpu("1").on("n1").build())))
                .replacements()
                .getFirst();

        assertThat(claim.types().getFirst()).isEqualTo(MEDIUM);
        assertThat(claim.pricePerHour()).isEqualTo(0.08);
    }

    @Test
    void typesWithoutSpotAreNotInTheListOfASpotReplacement() {
        var claim = only(fleet().types(noSpot(), MEDIUM, LARGE).node(busy("n1", LARGE, "1")))
                .replacements()
                .getFirst();

        assertThat(claim.types()).containsExactly(MEDIUM, LARGE);
    }

    @Test
    void whereNoCheaperTypeHasSpotOnDemandIsAskedFor() {
        // Spot is to be had, but only of a type that is too dear.
        var dear = Given.type("dear", TWO_CORES, List.of(Given.offering("a", LabelKeys.SPOT, 1, true)));
        var large = Given.type("large", LARGE.capacity(), List.of(Given.offering("a", LabelKeys.ON_DEMAND, 0.4, true)));
        var fleet = fleet().types(noSpot(), dear, large).node(busy("n1", large, "1"));
        var claim = only(fleet).replacements().getFirst();

        assertThat(claim.requirements().values(LabelKeys.CAPACITY_TYPE)).isEqualTo(ValueSet.only(LabelKeys.ON_DEMAND));
        assertThat(claim.pricePerHour()).isEqualTo(0.01);
        // Karpenter insists on spot, of which nothing can be launched.
        var asKarpenter = only(fleet.reference()).replacements().getFirst();
        assertThat(asKarpenter.requirements().values(LabelKeys.CAPACITY_TYPE)).isEqualTo(ValueSet.only(LabelKeys.SPOT));
        assertThat(asKarpenter.types()).extracting(InstanceType::name).containsExactly("bargain");
    }

    /// 2 CPU at 0.01 on demand; its spot offering is gone.
    private static InstanceType noSpot() {
        return Given.type(
                "bargain",
                TWO_CORES,
                List.of(
                        Given.offering("a", LabelKeys.ON_DEMAND, 0.01, true),
                        Given.offering("a", LabelKeys.SPOT, 0.005, false)));
    }

    @Test
    void moreThanOneReplacementIsNoSaving() {
        var one = pod("a").cpu("1")
                .label("app", "web")
                .apart(LabelKeys.HOSTNAME, "web")
                .on("n1");
        var two = pod("b").cpu("1")
                .label("app", "web")
                .apart(LabelKeys.HOSTNAME, "web")
                .on("n1");
        var found = run(fleet().node(machine("n1", LARGE).runs(one.build(), two.build())));

        assertThat(refusal(found, "n1")).isEqualTo(new Refusal.TooManyReplacements(2));
    }

    @Test
    void podsWithoutPlaceAreNamed() {
        var stuck = pod("web").cpu("1").nodeSelector("team", "nobody").on("n1");

        assertThat(refusal(run(fleet().node(machine("n1", SMALL).runs(stuck.build()))), "n1"))
                .isInstanceOfSatisfying(
                        Refusal.PodsWithoutPlace.class,
                        rule -> assertThat(rule.pods()).containsOnlyKeys("default/web"));
    }

    @Test
    void podsThatWaitAnywayDoNotStandInTheWay() {
        var waiting = pod("waits").cpu("1").nodeSelector("team", "nobody");
        var command = only(fleet().pool(onDemand())
                .pending(waiting.build())
                .node(busy("n1", LARGE, "6"))
                .node(busy("n2", SMALL, "1")));

        assertThat(command.decision()).isEqualTo("delete");
    }

    @Test
    void runningPodsAreNotMovedToNodesThatAreToBeLeftInPeace() {
        var fleet = fleet().pool(onDemand().consolidateAfter(Duration.ofMinutes(5)))
                .node(busy("n1", LARGE, "6").busySince(Given.NOW.minusSeconds(10)))
                .node(busy("n2", SMALL, "1"));

        assertThat(run(fleet).proposal().commands()).isEmpty();
    }

    @Test
    void podsThatWaitMayGoToNodesThatAreToBeLeftInPeace() {
        var fleet = fleet().pool(onDemand().consolidateAfter(Duration.ofMinutes(5)))
                .node(busy("n1", LARGE, "6").busySince(Given.NOW.minusSeconds(10)))
                .node(busy("n2", SMALL, "1"))
                .node(busy("n3", MEDIUM, "1"))
                .pending(pod("waits").cpu("2").build());

        // n3 can only go when the pod that waits has a place on n1.
        assertThat(only(fleet).candidates()).extracting(Candidate::name).containsExactly("n3");
    }

    @Test
    void podsAreNotMovedToNodesThatAreNotReadyForWork() {
        var found = run(fleet().node(machine("n1", LARGE).uninitialized())
                .node(machine("n2", SMALL)
                        .spot()
                        .runs(pod("web").cpu("1").on("n2").build())));

        assertThat(refusal(found, "n2"))
                .isInstanceOfSatisfying(
                        Refusal.PodsWithoutPlace.class,
                        rule -> assertThat(rule.pods().get("default/web"))
                                .isEqualTo("would schedule against uninitialized nodeclaim/n1, node/n1"));
    }

    // ---- what consolidation does not look at

    @Test
    void emptyNodesAreLeftToTheMethodForThemThoughTheirBudgetIsSpent() {
        var fleet = fleet().pool(nodePool("default").budget("0", "Empty")).node(machine("n1", SMALL));

        assertThat(refusal(run(fleet), "n1")).isEqualTo(new Refusal.Empty());
        assertThat(refusal(fleet.run(new MultiNodeConsolidation()), "n1")).isEqualTo(new Refusal.Empty());
    }

    @Test
    void theRulesAreAskedInOrder() {
        var odd = Given.type("odd", "2", "8Gi");

        assertThat(refused(nodePool("default").replicas(1), busy("n1", odd, "1")))
                .isEqualTo(new Refusal.StaticPool("default"));
        assertThat(refused(nodePool("default"), busy("n1", odd, "1"))).isEqualTo(new Refusal.TypeUnknown("odd"));
        assertThat(refused(nodePool("default"), busy("n1", SMALL, "1").without(LabelKeys.CAPACITY_TYPE)))
                .isEqualTo(new Refusal.LabelMissing(LabelKeys.CAPACITY_TYPE));
        assertThat(refused(nodePool("default"), busy("n1", SMALL, "1").without(LabelKeys.ZONE)))
                .isEqualTo(new Refusal.LabelMissing(LabelKeys.ZONE));
        assertThat(refused(nodePool("default").consolidateAfter(null), busy("n1", SMALL, "1")))
                .isEqualTo(new Refusal.ConsolidationDisabled("default"));
        assertThat(refused(nodePool("default").policy(ConsolidationPolicy.WHEN_EMPTY), busy("n1", SMALL, "1")))
                .isEqualTo(new Refusal.OnlyWhenEmpty("default"));
        assertThat(refused(nodePool("default"), busy("n1", SMALL, "1").busySince(Given.NOW)))
                .isEqualTo(new Refusal.NotQuiet(Duration.ZERO, Given.NOW));
    }

    @Test
    void aNodeOfUnknownPriceIsLeftAlone() {
        assertThat(refused(nodePool("default"), busy("n1", SMALL, "1").zone("z")))
                .isEqualTo(new Refusal.PriceUnknown("small", "z", LabelKeys.ON_DEMAND));
    }

    @Test
    void inReferenceModeAnUnknownPriceIsNoneSoThatTheNodeMayBeDeletedButNotReplaced() {
        var alone = fleet().reference().node(busy("n1", SMALL, "1").zone("z"));
        var beside = fleet().reference().node(busy("n1", SMALL, "1").zone("z")).node(busy("n2", LARGE, "6"));

        assertThat(refusal(run(alone), "n1")).isInstanceOf(Refusal.NotCheaper.class);
        assertThat(run(beside).proposal().commands()).isNotEmpty();
    }

    // ---- spot for spot

    @Test
    void spotIsNotReplacedBySpotUnlessToldSo() {
        assertThat(refusal(run(fleet().node(busy("n1", LARGE, "1").spot())), "n1"))
                .isEqualTo(new Refusal.SpotToSpotDisabled());
    }

    @Test
    void spotForSpotNeedsFifteenCheaperTypes() {
        assertThat(refusal(run(spotFleet(14)), "n1")).isEqualTo(new Refusal.TooFewSpotTypes(15, 14));
        assertThat(only(spotFleet(15)).replacements().getFirst().types()).hasSize(15);
    }

    @Test
    void ofMoreThanFifteenTheCheapestFifteenAreAskedFor() {
        var claim = only(spotFleet(20)).replacements().getFirst();

        assertThat(claim.types()).hasSize(15);
        assertThat(claim.types().getLast().name()).isEqualTo("type-14");
        assertThat(claim.requirements().values(LabelKeys.CAPACITY_TYPE)).isEqualTo(ValueSet.only(LabelKeys.SPOT));
    }

    @Test
    void minValuesMayAskForMoreThanFifteen() {
        var pool = nodePool("default").requires(new LabelExpression(LabelKeys.INSTANCE_TYPE, "Exists", List.of(), 17));

        assertThat(only(spotFleet(20).pool(pool)).replacements().getFirst().types())
                .hasSize(17);
    }

    @Test
    void aSpotNodeMayBecomeOnDemandWithoutTheGate() {
        var pool = nodePool("default")
                .requires(LabelExpression.of(LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND));

        assertThat(only(fleet().pool(pool).node(busy("n1", LARGE, "1").spot())).decision())
                .isEqualTo("replace");
    }

    // ---- minValues

    @Test
    void theCheaperTypesMustLeaveTheChoiceThatMinValuesDemands() {
        var pool = onDemand().requires(new LabelExpression(LabelKeys.INSTANCE_TYPE, "Exists", List.of(), 2));

        assertThat(refusal(run(fleet().pool(pool).node(busy("n1", MEDIUM, "1"))), "n1"))
                .isEqualTo(new Refusal.TooLittleChoice(LabelKeys.INSTANCE_TYPE, 2, 1));
        assertThat(only(fleet().pool(pool).node(busy("n1", LARGE, "1"))).decision())
                .isEqualTo("replace");
    }

    // ---- order, budgets, time

    @Test
    void theBestSavingForTheDisturbanceIsTriedFirst() {
        var command = only(fleet().node(busy("n1", SMALL, "1")).node(busy("n2", LARGE, "1")));

        assertThat(command.candidates()).extracting(Candidate::name).containsExactly("n2");
    }

    @Test
    void poolsTakeTurnsTheHeaviestFirst() {
        var found = run(
                stuckInThreePools(fleet().pool(nodePool("a"))
                        .pool(nodePool("b").weight(10))
                        .pool(nodePool("c").weight(10))),
                Search.until(passesAfter(3)));

        assertThat(found.proposal().timedOut()).isTrue();
        assertThat(reached(found)).containsExactly("a-1", "b-1", "c-1");
    }

    @Test
    void whenTheTimeIsUpThePoolsNotReachedAreToldAndComeFirstNextTime() {
        var fleet = stuckInThreePools(
                fleet().pool(nodePool("a")).pool(nodePool("b")).pool(nodePool("c")));

        var first = run(fleet, Search.until(passesAfter(1)));
        assertThat(reached(first)).containsExactly("a-1");
        assertThat(first.proposal().unreachedPools()).containsExactly("b", "c");
        assertThat(first.proposal().exhausted()).isFalse();
        assertThat(refusal(first, "b-1")).isEqualTo(new Refusal.NotReached(Refusal.Because.OUT_OF_TIME));

        var second =
                run(fleet, Search.until(passesAfter(2)).first(first.proposal().unreachedPools()));
        assertThat(reached(second)).containsExactly("b-1", "c-1");
    }

    @Test
    void aPoolWithoutBudgetIsPassedOver() {
        var found = run(fleet().pool(nodePool("a").budget("0"))
                .pool(nodePool("b"))
                .node(busy("n1", SMALL, "1").pool("a"))
                .node(busy("n2", LARGE, "1").pool("b")));

        assertThat(found.verdicts().get("n2")).isInstanceOf(Verdict.Chosen.class);
        assertThat(refusal(
                        run(fleet().pool(nodePool("default").budget("0", "Underutilized"))
                                .node(busy("n1", LARGE, "1"))),
                        "n1"))
                .isEqualTo(new Refusal.BudgetSpent("default", DisruptionReason.UNDERUTILIZED, 0, 0, 0));
    }

    @Test
    void lookingAgainIsInVainOnlyWhenEverythingWasLookedAt() {
        var stuck = run(fleet().pool(onDemand()).node(busy("n1", SMALL, "1")));
        var limited = run(fleet().pool(onDemand().budget("0")).node(busy("n1", SMALL, "1")));

        assertThat(stuck.proposal().exhausted()).isTrue();
        assertThat(limited.proposal().exhausted()).isFalse();
    }

    @Test
    void hasThreeMinutes() {
        assertThat(new SingleNodeConsolidation().timeLimit()).isEqualTo(Duration.ofMinutes(3));
    }

    private static Fleet stuckInThreePools(Fleet fleet) {
        for (String pool : List.of("a", "b", "c")) {
            for (int i = 1; i <= 2; i++) {
                String name = pool + "-" + i;
                fleet.node(machine(name, SMALL)
                        .pool(pool)
                        .runs(pod("pod-" + name)
                                .cpu(i + "00m")
                                .nodeSelector("team", "nobody")
                                .on(name)
                                .build()));
            }
        }
        return fleet;
    }

    private static List<String> reached(MethodEvaluation found) {
        var names = new ArrayList<String>();
        found.verdicts().forEach((node, verdict) -> {
            if (!(verdict instanceof Verdict.Refused(Refusal.NotReached _))) {
                names.add(node);
            }
        });
        return names;
    }

    private static Deadline passesAfter(int polls) {
        int[] left = {polls};
        return () -> left[0]-- <= 0;
    }

    /// A spot node and so many cheaper spot types.
    private static Fleet spotFleet(int cheaper) {
        var types = new ArrayList<InstanceType>();
        types.add(LARGE);
        for (int i = 0; i < cheaper; i++) {
            var offerings = new ArrayList<Offering>();
            offerings.add(Given.offering("a", LabelKeys.SPOT, 0.01 + i * 0.001, true));
            types.add(Given.type(String.format(Locale.ROOT, "type-%02d", i), TWO_CORES, offerings));
        }
        return fleet().types(types.toArray(InstanceType[]::new))
                .options(new DisruptionOptions(true, false))
                .node(machine("n1", LARGE)
                        .spot()
                        .runs(pod("web").cpu("1").on("n1").build()));
    }

    private static PoolBuilder onDemand() {
        return nodePool("default")
                .requires(LabelExpression.of(LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND));
    }

    /// A machine with one pod of so many cores.
    private static MachineBuilder busy(String name, InstanceType type, String cpu) {
        PodBuilder pod = pod("pod-" + name).cpu(cpu).on(name);
        return machine(name, type).runs(pod.build());
    }

    private static Refusal refused(PoolBuilder pool, MachineBuilder machine) {
        return refusal(run(fleet().pool(pool).node(machine)), "n1");
    }

    private static Refusal refusal(MethodEvaluation found, String node) {
        assertThat(found.verdicts().get(node)).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused) Objects.requireNonNull(found.verdicts().get(node))).rule();
    }

    private static MethodEvaluation run(Fleet fleet) {
        return run(fleet, Search.unlimited());
    }

    private static MethodEvaluation run(Fleet fleet, Search search) {
        return fleet.run(new SingleNodeConsolidation(), search);
    }

    private static DisruptionCommand only(Fleet fleet) {
        var commands = run(fleet).proposal().commands();
        assertThat(commands).hasSize(1);
        return commands.getFirst();
    }
}
