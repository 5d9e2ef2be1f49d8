package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.Given.type;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruptionBudget;
import sh.karpenter.core.model.workload.PodDisruptionBudgets;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PlanInvariants;

/// The points of Karpenter's scheduling that are easy to get wrong, in the order in which its rules list them. The
/// order of a test is the number of its point.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchedulingPitfallsTest {
    private static final Taint DISLIKED = new Taint("batch", "", TaintEffect.PREFER_NO_SCHEDULE);
    private static final Taint STARTS = new Taint("init", "", TaintEffect.NO_SCHEDULE);
    private static final Taint STARTS_HARD = new Taint("init", "", TaintEffect.NO_EXECUTE);
    private static final InstanceType LARGE = type("large", "8", "32Gi");
    private static final String RESERVATION = "test/reservation";

    private static SchedulingResult solve(Given given) {
        SchedulingProblem problem =
                given.options(SchedulingOptions.defaults().withChecks()).problem();
        SchedulingResult result = Scheduler.solve(problem, Deadline.none());
        assertThat(PlanInvariants.violations(problem, result)).isEmpty();
        return result;
    }

    private static ProposedNodeClaim onlyClaim(SchedulingResult result) {
        assertThat(result.rejected()).isEmpty();
        assertThat(result.newNodeClaims()).hasSize(1);
        return result.newNodeClaims().getFirst();
    }

    private static List<String> names(List<Pod> pods) {
        return pods.stream().map(Pod::name).toList();
    }

    private static List<String> placed(SchedulingResult result, String node) {
        return names(result.existing().getOrDefault(node, List.of()));
    }

    private static Resources cpuAndPods(String cpu, int pods) {
        return Resources.none()
                .with(ResourceNames.CPU, Quantity.parse("cpu", cpu))
                .with(ResourceNames.PODS, pods);
    }

    @Test
    @Order(1)
    void ofPoolsOfOneWeightTheLastByNameComesFirst() {
        var result = solve(given().pool("a").pool("c").pool("b").pods(pod("web").build()));

        assertThat(onlyClaim(result).pool().name()).isEqualTo("c");
    }

    @Test
    @Order(2)
    void openNodesAreTriedEmptiestFirstAndExistingOnesInitialisedFirstThenByNameWhateverFitsBest() {
        var opened = solve(given().pool("default")
                .pods(pods(2, pod("apart").cpu("2").apart(LabelKeys.HOSTNAME, "apart")))
                .pods(pods(2, pod("web").cpu("1").age(10))));
        assertThat(opened.newNodeClaims())
                .extracting(claim -> names(claim.pods()))
                .containsExactly(List.of("apart-0", "web-0"), List.of("apart-1", "web-1"));

        var existing = solve(given().pool("default")
                .node(machine("a", LARGE).uninitialized().build())
                .node(machine("c", type("small", "2", "8Gi")).build())
                .node(machine("b", LARGE).build())
                .types(LARGE)
                .pods(pods(3, pod("web").cpu("4"))));
        assertThat(existing.existing().sequencedKeySet()).containsExactly("a", "b");
        assertThat(placed(existing, "b")).containsExactly("web-0", "web-1");
        assertThat(placed(existing, "a")).containsExactly("web-2");
    }

    @Test
    @Order(3)
    void aTaintThatOnlyAsksToStayAwayIsHardUntilGivenUpAndOnlyGivenUpWhereAPoolHasOne() {
        var other = solve(given().pool("disliked", 10, List.of(DISLIKED), Resources.none())
                .pool("liked")
                .pods(pod("web").build()));
        assertThat(onlyClaim(other).pool().name()).isEqualTo("liked");

        var alone = solve(given().pool("disliked", 10, List.of(DISLIKED), Resources.none())
                .pods(pod("web").build()));
        assertThat(onlyClaim(alone).pool().name()).isEqualTo("disliked");

        var onlyOfANode = solve(given().pool("default")
                .node(machine("n1", LARGE).taint(DISLIKED).build())
                .pods(pod("web").build()));
        assertThat(onlyOfANode.existing()).isEmpty();
        assertThat(onlyOfANode.newNodeClaims()).hasSize(1);
    }

    @Test
    @Order(4)
    void aPodThatComesRoundAgainHasAllItsPreferencesBack() {
        var result = solve(given().pool("default")
                .pods(pod("big")
                        .cpu("32")
                        .near(LabelKeys.ZONE, "small")
                        .prefers(1, LabelKeys.CAPACITY_TYPE, Operator.IN, LabelKeys.ON_DEMAND)
                        .build())
                .pods(pod("small").cpu("1").nodeSelector(LabelKeys.ZONE, "c").build()));

        assertThat(result.rejected()).isEmpty();
        assertThat(result.newNodeClaims())
                .filteredOn(claim -> names(claim.pods()).contains("big"))
                .singleElement()
                .satisfies(claim -> {
                    assertThat(claim.requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("c"));
                    assertThat(claim.requirements().values(LabelKeys.CAPACITY_TYPE))
                            .isEqualTo(ValueSet.only(LabelKeys.ON_DEMAND));
                });
    }

    @Test
    @Order(5)
    void anExistingNodeMustCarryAWellKnownLabelThatANewOneNeedNot() {
        var result = solve(given().pool("default")
                .node("n1", "a", "8", "32Gi")
                .pods(pod("web").nodeSelector(LabelKeys.ARCH, "amd64").build()));

        assertThat(result.existing()).isEmpty();
        assertThat(onlyClaim(result).pods()).hasSize(1);
    }

    @Test
    @Order(6)
    void aHostSpreadCapsPodsPerNodeBecauseItsSmallestCountIsAlwaysZero() {
        var result = solve(given().pool("default").pods(pods(6, pod("web").spread(LabelKeys.HOSTNAME, 2))));

        assertThat(result.newNodeClaims())
                .hasSize(3)
                .allSatisfy(claim -> assertThat(claim.pods()).hasSize(2));
    }

    @Test
    @Order(7)
    void aPreferredZoneDoesNotChangeTheSmallestCountOfASpread() {
        var result = solve(given().pool("default")
                .pods(pods(3, pod("web").spread(LabelKeys.ZONE, 1).prefers(1, LabelKeys.ZONE, Operator.IN, "a"))));

        assertThat(result.rejected()).isEmpty();
        assertThat(result.newNodeClaims())
                .extracting(claim -> claim.requirements().values(LabelKeys.ZONE))
                .containsExactlyInAnyOrder(ValueSet.only("a"), ValueSet.only("b"), ValueSet.only("c"));
    }

    @Test
    @Order(8)
    void aClaimAsksForTheLeastDaemonOverheadOnceButEachTypeMustHoldItsOwn() {
        var arm = new InstanceType(
                "arm",
                type("arm", "2", "8Gi").requirements().with(Requirement.in(LabelKeys.ARCH, "arm64")),
                type("arm", "2", "8Gi").offerings(),
                type("arm", "2", "8Gi").capacity(),
                Resources.none(),
                new TreeMap<>());
        var result = solve(given().pool("default")
                .types(arm, type("tight", "2", "8Gi"), type("wide", "4", "16Gi"))
                .daemonSet("logs", pod("logs").cpu("100m").shape())
                .daemonSet(
                        "x86",
                        pod("x86")
                                .cpu("300m")
                                .nodeSelector(LabelKeys.ARCH, "amd64")
                                .shape())
                .pods(pods(2, pod("web").cpu("900m"))));

        assertThat(onlyClaim(result).types()).extracting(InstanceType::name).containsExactly("arm", "wide");
        assertThat(onlyClaim(result).requests()).isEqualTo(cpuAndPods("1900m", 3));
    }

    @Test
    @Order(9)
    void startupTaintsNeverMatter() {
        var opened = solve(given().poolWithStartupTaints("default", STARTS, STARTS_HARD)
                .pods(pod("web").build()));
        assertThat(opened.newNodeClaims()).hasSize(1);

        var starting = solve(given().pool("default")
                .node(machine("n1", LARGE)
                        .uninitialized()
                        .startupTaint(STARTS)
                        .startupTaint(STARTS_HARD)
                        .taint(STARTS)
                        .taint(STARTS_HARD)
                        .build())
                .pods(pod("web").build()));
        assertThat(starting.existing()).containsOnlyKeys("n1");
    }

    @Test
    @Order(10)
    void aPodForWhichTheSchedulerPreemptsIsNotProvisioned() {
        assertThat(pod("web").build().provisionable()).isTrue();
        assertThat(pod("web").nominated("n1").build().provisionable()).isFalse();
    }

    @Test
    @Order(11)
    void aPodWithAVolumeProblemIsIgnoredAndNotFailed() {
        var result = solve(given().pool("default")
                .pods(pod("web").build(), pod("db").volume("missing").build()));

        assertThat(names(List.copyOf(result.ignored().sequencedKeySet()))).containsExactly("db");
        assertThat(result.ignored().values()).hasOnlyElementsOfType(Rejection.UnusableVolume.class);
        assertThat(result.rejected()).isEmpty();
        assertThat(names(onlyClaim(result).pods())).containsExactly("web");
    }

    @Test
    @Order(12)
    void podsOfALeavingNodeThatMayNotGoGetNoNewPlace() {
        var all = new LabelSelector(new TreeMap<>(), List.of());
        var never =
                new PodDisruptionBudgets(List.of(new PodDisruptionBudget("default", "all", all, null, "0", 0, false)));
        var notNow =
                new PodDisruptionBudgets(List.of(new PodDisruptionBudget("default", "all", all, null, "1", 0, false)));
        Pod web = pod("web").on("n1").build();
        Pod kept = pod("kept")
                .on("n1")
                .annotation(LabelKeys.DO_NOT_DISRUPT, "true")
                .build();

        assertThat(never.currentlyReschedulable(web, Given.NOW)).isFalse();
        assertThat(notNow.currentlyReschedulable(web, Given.NOW)).isTrue();
        assertThat(new PodDisruptionBudgets(List.of()).currentlyReschedulable(web, Given.NOW))
                .isTrue();
        assertThat(new PodDisruptionBudgets(List.of()).currentlyReschedulable(kept, Given.NOW))
                .isFalse();
    }

    @Test
    @Order(13)
    void aRebootingNodeStaysATargetWhateverItsPassingTaintsAndKeepsItsPods() {
        var passing = List.of(
                new Taint(LabelKeys.REBOOTING_TAINT, "", TaintEffect.NO_SCHEDULE),
                STARTS,
                new Taint("node.kubernetes.io/not-ready", "", TaintEffect.NO_EXECUTE));
        var rebooting = machine("n1", LARGE)
                .is("Rebooting")
                .startupTaint(STARTS)
                .runs(pod("db").cpu("1").on("n1").build());
        passing.forEach(rebooting::taint);
        var result = solve(
                given().pool("default").node(rebooting.build()).pods(pod("web").build()));
        assertThat(placed(result, "n1")).containsExactly("web");

        var up = machine("n1", LARGE).startupTaint(STARTS);
        passing.forEach(up::taint);
        ClusterNode notRebooting = up.build();
        assertThat(notRebooting.effectiveTaints()).containsExactlyElementsOf(passing);
        assertThat(solve(given().pool("default")
                                .node(notRebooting)
                                .pods(pod("web").build()))
                        .existing())
                .isEmpty();
    }

    @Test
    @Order(14)
    void typesAreKeptByWhatIsAvailableButPricedAndDescribedByWhatCanBeLaunched() {
        var full = offering("a", LabelKeys.RESERVED, 0.001, "r-1");
        var bought = offering("b", LabelKeys.ON_DEMAND, 0.4, null);
        var onlyFull = machineType("only-full", full);
        var both = machineType("both", full, bought);
        var cheap = machineType("cheap", offering("b", LabelKeys.ON_DEMAND, 0.3, null));

        var result = solve(given().reservations(RESERVATION)
                .pool("default")
                .types(onlyFull, both, cheap)
                .pods(pod("web").cpu("1").build()));
        assertThat(onlyClaim(result).types())
                .extracting(InstanceType::name)
                .containsExactly("cheap", "both", "only-full");
        assertThat(onlyClaim(result).pricePerHour()).isEqualTo(0.3);
        assertThat(onlyClaim(result).requirements().values(LabelKeys.CAPACITY_TYPE))
                .isEqualTo(ValueSet.only(LabelKeys.ON_DEMAND));

        var waiting = solve(given().reservations(RESERVATION)
                .pool("default")
                .types(both)
                .pods(pod("web")
                        .nodeSelector(LabelKeys.CAPACITY_TYPE, LabelKeys.RESERVED)
                        .build()));
        assertThat(waiting.deferred()).hasSize(1);
        assertThat(waiting.rejected()).isEmpty();
    }

    private static Offering offering(String zone, String capacityType, double price, @Nullable String reservation) {
        return new Offering(
                Requirements.of(
                        Requirement.in(LabelKeys.ZONE, zone),
                        Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType),
                        reservation == null
                                ? Requirement.doesNotExist(RESERVATION)
                                : Requirement.in(RESERVATION, reservation)),
                price,
                true,
                0,
                null,
                null);
    }

    private static InstanceType machineType(String name, Offering... offerings) {
        InstanceType plain = type(name, cpuAndPods("4", 110), List.of(offerings));
        var reservations = new TreeSet<String>();
        for (Offering offering : offerings) {
            if (offering.requirements().values(RESERVATION) instanceof ValueSet.Only(var ids)) {
                reservations.addAll(ids);
            }
        }
        return new InstanceType(
                name,
                plain.requirements().with(Requirement.of(RESERVATION, ValueSet.only(reservations))),
                plain.offerings(),
                plain.capacity(),
                plain.overhead(),
                plain.volumeLimits());
    }
}
