package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.Given.offering;
import static sh.karpenter.core.testing.Given.type;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;
import static sh.karpenter.core.testing.PodBuilder.selector;
import static sh.karpenter.core.testing.PoolBuilder.nodePool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PlanInvariants;

/// Rules of the engine one by one; those that are easy to get wrong are in [SchedulingPitfallsTest].
class RulesTest {
    private static final SchedulingOptions CHECKED = new SchedulingOptions(
            SchedulingOptions.Preferences.RESPECT,
            SchedulingOptions.MinValues.STRICT,
            SchedulingOptions.Reservations.STRICT,
            true,
            true,
            List.of(),
            false,
            600,
            true);

    private static SchedulingResult solve(Given given) {
        SchedulingProblem problem = given.options(CHECKED).problem();
        SchedulingResult result = Scheduler.solve(problem, () -> false);
        assertThat(PlanInvariants.violations(problem, result)).isEmpty();
        return result;
    }

    private static ProposedNodeClaim onlyClaim(SchedulingResult result) {
        assertThat(result.rejected()).isEmpty();
        assertThat(result.newNodeClaims()).hasSize(1);
        return result.newNodeClaims().getFirst();
    }

    @Test
    void theHeavierPoolComesFirst() {
        var result = solve(given().pool("a", 10, List.of(), Resources.none())
                .pool("b")
                .pods(pod("web").build()));

        assertThat(onlyClaim(result).pool().name()).isEqualTo("a");
    }

    @Test
    void notInIsMetByALabelThatIsAbsent() {
        var result = solve(given().pool("default")
                .node("n1", "a", "8", "32Gi")
                .pods(pod("web").requires("team", Operator.NOT_IN, "red").build()));

        assertThat(result.existing()).containsOnlyKeys("n1");
    }

    @Test
    void preferencesAreGivenUpOneByOneHeaviestFirst() {
        var result = solve(given().pool("default")
                .pods(pod("web")
                        .prefers(10, LabelKeys.ZONE, Operator.IN, "nowhere")
                        .prefers(5, LabelKeys.ZONE, Operator.IN, "b")
                        .build()));

        assertThat(onlyClaim(result).requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("b"));
    }

    @Test
    void aPodThatFitsNowhereGaveUpItsPreferencesInVain() {
        var result = solve(given().pool("default")
                .pods(pod("web")
                        .cpu("640")
                        .prefers(1, LabelKeys.ZONE, Operator.IN, "b")
                        .build()));

        assertThat(result.rejected()).hasSize(1);
        assertThat(result.relaxed().firstEntry().getValue())
                .containsExactly("spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]");
    }

    @Test
    void podsAreCountedByTheZoneThatTheyAreBoundTo() {
        var result = solve(given().pool("default")
                .pods(pods(2, pod("one").requires(LabelKeys.ZONE, Operator.IN, "a")))
                .pods(pod("two").requires(LabelKeys.ZONE, Operator.IN, "a", "b").build())
                .pods(pod("free").build())
                .pods(pod("odd").requires(LabelKeys.ZONE, Operator.NOT_IN, "a").build())
                .pods(pod("stuck")
                        .requires(LabelKeys.ZONE, Operator.IN, "a")
                        .near(LabelKeys.ZONE, "nobody")
                        .build()));

        assertThat(result.effectiveZones()).isEqualTo(new TreeMap<>(Map.of("a", 2, "flexible", 3, "none", 1)));
    }

    @Test
    void spreadAndAffinityLeaveThePodsLessZones() {
        var result = solve(given().pool("default")
                .node("n1", "a", "8", "32Gi", pod("other").on("n1").build())
                .pods(pod("close").near(LabelKeys.ZONE, "other").build())
                .pods(pod("far").apart(LabelKeys.ZONE, "other").build()));

        assertThat(result.effectiveZones()).isEqualTo(new TreeMap<>(Map.of("a", 1, "flexible", 1)));
    }

    @Test
    void theResultSaysWhatPodsGaveUp() {
        var result = solve(given().pool(
                        "default", 0, List.of(new Taint("batch", "", TaintEffect.PREFER_NO_SCHEDULE)), Resources.none())
                .pods(pod("web")
                        .requires(LabelKeys.ZONE, Operator.IN, "nowhere")
                        .requires(LabelKeys.ZONE, Operator.IN, "a")
                        .preferablyNear(1, LabelKeys.ZONE, "nobody")
                        .preferablyNear(5, LabelKeys.ZONE, "nobody else")
                        .preferablyApart(1, LabelKeys.ZONE, "other")
                        .prefers(1, LabelKeys.ZONE, Operator.IN, "b")
                        .spreadIfPossible(LabelKeys.HOSTNAME, 1)
                        .build())
                .pods(pod("calm").tolerates(TaintEffect.PREFER_NO_SCHEDULE).build()));

        assertThat(result.rejected()).isEmpty();
        assertThat(result.relaxed()).hasSize(1);
        assertThat(result.relaxed().firstEntry().getKey().name()).isEqualTo("web");
        assertThat(result.relaxed().firstEntry().getValue())
                .containsExactly(
                        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]",
                        "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[1]",
                        "spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]",
                        "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]",
                        "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]",
                        "spec.topologySpreadConstraints of kubernetes.io/hostname with ScheduleAnyway",
                        "its dislike of taints with the effect PreferNoSchedule");
    }

    @Test
    void alternativesOfRequiredAffinityAreTriedInTurn() {
        var result = solve(given().pool("default")
                .pods(pod("web")
                        .requires(LabelKeys.ZONE, Operator.IN, "nowhere")
                        .requires(LabelKeys.ZONE, Operator.IN, "c")
                        .build()));

        assertThat(onlyClaim(result).requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("c"));
    }

    @Test
    void minDomainsMakesMissingDomainsCountAsEmpty() {
        var constraint =
                new TopologySpread(1, LabelKeys.ZONE, false, selector("app", "web"), 4, true, false, List.of());
        var result = solve(given().pool("default").pods(pods(6, pod("web").spread(constraint))));

        assertThat(result.newNodeClaims()).hasSize(3);
        assertThat(result.rejected()).hasSize(3);
    }

    @Test
    void podsThatRunCountForASpread() {
        var result = solve(given().pool("default")
                .node("n1", "a", "2", "8Gi", pod("web").cpu("2").on("n1").build())
                .node("n2", "b", "2", "8Gi", pod("other").cpu("2").on("n2").build())
                .pods(pod("web").cpu("1").spread(LabelKeys.ZONE, 1).age(1).build()));

        assertThat(onlyClaim(result).requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("b"));
    }

    @Test
    void aPodWaitsForTheOneItWantsToBeNear() {
        var result = solve(given().pool("default")
                .pods(pod("big").cpu("4").near(LabelKeys.ZONE, "small").build())
                .pods(pod("small").cpu("1").nodeSelector(LabelKeys.ZONE, "c").build()));

        assertThat(result.rejected()).isEmpty();
        assertThat(result.newNodeClaims())
                .allSatisfy(claim ->
                        assertThat(claim.requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("c")));
    }

    @Test
    void antiAffinityOfOthersKeepsAPodAwayToo() {
        var result = solve(given().pool("default")
                .node(
                        "n1",
                        "a",
                        "8",
                        "32Gi",
                        pod("db").apart(LabelKeys.HOSTNAME, "web").on("n1").build())
                .pods(pod("web").build()));

        assertThat(result.existing()).isEmpty();
        assertThat(result.newNodeClaims()).hasSize(1);
    }

    @Test
    void daemonsTakeRoomOnNewNodes() {
        var result = solve(given().pool("default")
                .types(type("small", "2", "8Gi"))
                .daemonSet("logs", pod("logs").cpu("100m").shape())
                .pods(pods(2, pod("web").cpu("1"))));

        assertThat(result.newNodeClaims()).hasSize(2);
    }

    @Test
    void aLimitOfNodesThatIsReachedOpensNone() {
        var result =
                solve(given().pool("default", 0, List.of(), Resources.none().with(ResourceNames.NODES, 0))
                        .pods(pod("web").build()));

        assertThat(result.rejected().values())
                .extracting(RejectionRenderer::render)
                .containsExactly("node limits have been exhausted for nodepool (NodePool=default)");
    }

    @Test
    void theLargestMachineThatANodeMayBecomeCountsAgainstTheLimits() {
        var limit = Resources.none().with(ResourceNames.CPU, Quantity.parse("cpu", "10"));
        var result = solve(given().pool("default", 0, List.of(), limit)
                .pods(pods(3, pod("web").cpu("1").apart(LabelKeys.HOSTNAME, "web"))));

        assertThat(result.newNodeClaims()).hasSize(2);
        assertThat(result.newNodeClaims().getFirst().types())
                .extracting(InstanceType::name)
                .containsExactly("small", "medium", "large");
        assertThat(result.newNodeClaims().get(1).types())
                .extracting(InstanceType::name)
                .containsExactly("small");
        assertThat(result.rejected()).hasSize(1);
    }

    @Test
    void aPodGoesWhereItsVolumeIs() {
        var zone = new NodeSelectorTerm(List.of(LabelExpression.of(LabelKeys.ZONE, Operator.IN, "b")), List.of());
        var result = solve(given().pool("default")
                .volume("data", new PersistentVolume("pv-1", false, List.of(zone), "ebs", false))
                .pods(pod("db").volume("data").build()));

        assertThat(onlyClaim(result).requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("b"));
    }

    @Test
    void aVolumeThatIsYetToBeMadeLimitsTheZonesToThoseOfItsClass() {
        var zone = new NodeSelectorTerm(List.of(LabelExpression.of(LabelKeys.ZONE, Operator.IN, "b", "c")), List.of());
        var result = solve(given().pool("default")
                .claim("data", new StorageClass("fast", "ebs", false, List.of(zone)))
                .pods(pod("db").volume("data").build()));

        assertThat(onlyClaim(result).requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("b", "c"));
    }

    @Test
    void aVolumeWhosePlaceCannotBeReadConcernsItsOwnPodsOnly() {
        var nonsense = new NodeSelectorTerm(List.of(new LabelExpression("rack", "Gt", List.of("b"), null)), List.of());
        var result = solve(given().pool("default")
                .volume("data", new PersistentVolume("pv-1", false, List.of(nonsense), "ebs", false))
                .claim("logs", new StorageClass("fast", "ebs", false, List.of(nonsense)))
                .pods(
                        pod("db").volume("data").build(),
                        pod("log").volume("logs").build(),
                        pod("web").build()));

        assertThat(onlyClaim(result).pods()).extracting(Pod::name).containsExactly("web");
        assertThat(result.ignored().values())
                .containsExactly(
                        new Rejection.UnusableVolume(
                                "default/data",
                                "pv-1",
                                "node affinity of the persistentvolume, key rack with operator Gt needs an integer, has [b]"),
                        new Rejection.UnusableVolume(
                                "default/logs",
                                "fast",
                                "allowed topologies of the storageclass, key rack with operator Gt needs an integer, has [b]"));
    }

    @Test
    void aNodeWhoseCsiNodeGivesNoCountAttachesAnyNumberWhateverItsTypeSays() {
        var later = new StorageClass("later", "ebs", false, List.of());
        var limits = new TreeMap<String, Integer>();
        limits.put("ebs", 0);
        InstanceType plain = type("large", "8", "32Gi");
        var limited = new InstanceType(
                "large", plain.requirements(), plain.offerings(), plain.capacity(), plain.overhead(), limits);

        var unbounded = solve(given().pool("default")
                .types(limited)
                .claim("data", later)
                .node(machine("n1", limited).csi("ebs", OptionalInt.empty()).build())
                .pods(pod("db").volume("data").build()));
        assertThat(unbounded.existing()).containsOnlyKeys("n1");

        var bounded = solve(given().pool("default")
                .types(limited)
                .claim("data", later)
                .node(machine("n1", limited).build())
                .pods(pod("db").volume("data").build()));
        assertThat(bounded.existing()).isEmpty();
        assertThat(bounded.rejected()).hasSize(1);
    }

    @Test
    void anOfferingThatChangesTheMachineHoldsWhatItSaysAndNoMore() {
        InstanceType plain = type("m", "4", "16Gi");
        var more = Resources.none().with(ResourceNames.MEMORY, Quantity.parse("memory", "32Gi"));
        var less = Resources.none().with(ResourceNames.CPU, Quantity.parse("cpu", "1"));
        var offerings = List.of(
                overridden(offering("a", LabelKeys.ON_DEMAND, 0.1, true), null, less),
                offering("b", LabelKeys.ON_DEMAND, 0.2, true),
                overridden(offering("c", LabelKeys.ON_DEMAND, 0.3, true), more, null));
        var type = new InstanceType(
                "m", plain.requirements(), offerings, plain.capacity(), plain.overhead(), new TreeMap<>());

        var result = solve(given().pool("default")
                .types(type)
                .pods(pod("memory").memory("20Gi").build())
                .pods(pod("wrong-zone")
                        .memory("20Gi")
                        .nodeSelector(LabelKeys.ZONE, "b")
                        .age(1)
                        .build())
                .pods(pod("cpu")
                        .cpu("4")
                        .nodeSelector(LabelKeys.ZONE, "a")
                        .age(2)
                        .build())
                .pods(pod("plain")
                        .cpu("4")
                        .nodeSelector(LabelKeys.ZONE, "b")
                        .age(3)
                        .build()));

        assertThat(result.rejected().sequencedKeySet())
                .extracting(Pod::name)
                .containsExactlyInAnyOrder("wrong-zone", "cpu");
        assertThat(result.newNodeClaims()).hasSize(2);
    }

    private static Offering overridden(Offering offering, @Nullable Resources capacity, @Nullable Resources overhead) {
        return new Offering(
                offering.requirements(),
                offering.pricePerHour(),
                offering.available(),
                offering.reservationCapacity(),
                capacity,
                overhead);
    }

    @Test
    void inAWhatIfOfConsolidationRunningPodsAreNotMovedToNodesThatAreNotQuietYet() {
        var options = new SchedulingOptions(
                SchedulingOptions.Preferences.RESPECT,
                SchedulingOptions.MinValues.STRICT,
                SchedulingOptions.Reservations.FALLBACK,
                true,
                true,
                List.of(),
                true,
                600,
                true);
        InstanceType large = type("large", "8", "32Gi");
        Pod running = pod("running").cpu("1").on("gone").build();
        Pod pending = pod("pending").cpu("1").build();
        var problem = given().pool(nodePool("default")
                        .consolidateAfter(Duration.ofHours(1))
                        .build())
                .node(machine("gone", large).runs(running).build())
                .node(machine("busy", large)
                        .busySince(Given.NOW.minus(Duration.ofMinutes(59)))
                        .build())
                .pods(running, pending)
                .options(options)
                .problem();
        var removed = new TreeSet<>(List.of("gone"));
        SchedulingResult result =
                Scheduler.solve(CompiledCluster.of(problem), removed, List.of(running, pending), () -> false);

        assertThat(result.existing().getOrDefault("busy", List.of())).containsExactly(pending);
        assertThat(onlyClaim(result).pods()).containsExactly(running);
    }

    @Test
    void hostPortsExcludeEachOther() {
        var result = solve(given().pool("default").pods(pods(2, pod("web").hostPort(80))));

        assertThat(result.newNodeClaims()).hasSize(2);
    }

    @Test
    void anUnavailableOfferingIsNotProposed() {
        var capacity = Resources.none()
                .with(ResourceNames.CPU, Quantity.parse("cpu", "4"))
                .with(ResourceNames.PODS, 10);
        var result = solve(given().pool("default")
                .types(type(
                        "one",
                        capacity,
                        List.of(
                                offering("a", LabelKeys.SPOT, 0.1, false),
                                offering("b", LabelKeys.ON_DEMAND, 0.3, true))))
                .pods(pod("web").build()));

        assertThat(onlyClaim(result).pricePerHour()).isEqualTo(0.3);
        assertThat(onlyClaim(result).requirements().values(LabelKeys.CAPACITY_TYPE))
                .isEqualTo(ValueSet.only(LabelKeys.ON_DEMAND));
    }

    @Test
    void minValuesAsksForDistinctValuesAmongTheTypesLeft() {
        var minimum = new LabelExpression(LabelKeys.INSTANCE_TYPE, "Exists", List.of(), 3);
        var enough =
                solve(given().pool("default", minimum).pods(pod("web").cpu("4").build()));
        assertThat(onlyClaim(enough).types()).hasSize(3);

        var result =
                solve(given().pool("default", minimum).pods(pod("web").cpu("8").build()));
        assertThat(result.rejected().values())
                .extracting(RejectionRenderer::render)
                .allSatisfy(text -> assertThat(text)
                        .startsWith("minValues requirement is not met for label(s)"
                                + " (label(s)=[node.kubernetes.io/instance-type])"));
    }

    @Test
    void theTypesThatAClaimMayListMustReachTheMinimumToo() {
        var minimum = new LabelExpression(LabelKeys.INSTANCE_TYPE, "Exists", List.of(), 3);
        var problem = given().pool("default", minimum).pods(pods(2, pod("web").cpu("1")));

        var strict = Scheduler.solve(
                problem.options(listing(2, SchedulingOptions.MinValues.STRICT)).problem(), () -> false);
        assertThat(strict.newNodeClaims()).isEmpty();
        assertThat(strict.rejected().values())
                .hasSize(2)
                .extracting(RejectionRenderer::render)
                .containsOnly("pod didn't schedule because NodePool couldn't meet minValues requirements, minValues"
                        + " requirement is not met for label(s) (label(s)=[node.kubernetes.io/instance-type])");

        var enough = Scheduler.solve(
                problem.options(listing(3, SchedulingOptions.MinValues.STRICT)).problem(), () -> false);
        assertThat(onlyClaim(enough).types())
                .extracting(InstanceType::name)
                .containsExactly("small", "medium", "large");

        var bestEffort = Scheduler.solve(
                problem.options(listing(2, SchedulingOptions.MinValues.BEST_EFFORT))
                        .problem(),
                () -> false);
        assertThat(onlyClaim(bestEffort).types()).hasSize(2);
    }

    private static SchedulingOptions listing(int types, SchedulingOptions.MinValues policy) {
        return new SchedulingOptions(
                SchedulingOptions.Preferences.RESPECT,
                policy,
                SchedulingOptions.Reservations.STRICT,
                true,
                true,
                List.of(),
                false,
                types,
                true);
    }

    @Test
    void theCheapestTypesAreListedUpToTheLimit() {
        var result = Scheduler.solve(
                given().pool("default")
                        .pods(pod("web").cpu("1").build())
                        .options(listing(2, SchedulingOptions.MinValues.STRICT))
                        .problem(),
                () -> false);

        assertThat(onlyClaim(result).types()).extracting(InstanceType::name).containsExactly("small", "medium");
        assertThat(onlyClaim(result).typeCount()).isEqualTo(4);
    }

    @Test
    void aPodThatAsksForDevicesIsRefusedAndNeverRelaxed() {
        var result =
                solve(given().pool("default").pods(pod("gpu").dynamicResources().build()));

        assertThat(result.rejected().values()).containsExactly(new Rejection.UsesDynamicResources());
    }

    @Test
    void withoutPoolsNothingIsDecided() {
        var result = solve(given().node("n1", "a", "8", "32Gi").pods(pod("web").build()));

        assertThat(result.existing()).isEmpty();
        assertThat(result.rejected().values()).containsExactly(new Rejection.NoNodePools());
    }

    @Test
    void aPodThatCannotBeUnderstoodIsSetAsideAlone() {
        var result = solve(given().pool("default")
                .pods(
                        pod("odd")
                                .requires(new LabelExpression("team", "Near", List.of("red"), null))
                                .build(),
                        pod("restricted").nodeSelector(LabelKeys.HOSTNAME, "n1").build(),
                        pod("bound")
                                .requires(LabelKeys.INSTANCE_TYPE, Operator.GT, "many")
                                .build(),
                        pod("web").build()));

        assertThat(result.ignored()).hasSize(3);
        assertThat(result.ignored().values()).hasOnlyElementsOfType(Rejection.BadPod.class);
        assertThat(result.newNodeClaims()).hasSize(1);
    }

    @Test
    void aPoolWithNonsenseInItIsLeftOutAndTheOthersAreUsed() {
        var result = solve(given().pool("odd", LabelExpression.of("team", Operator.GT, "red"))
                .pool("none", LabelExpression.of(LabelKeys.ARCH, Operator.IN, "sparc"))
                .pool("default")
                .pods(pod("web").build()));

        assertThat(result.skippedPools()).containsOnlyKeys("odd", "none");
        assertThat(onlyClaim(result).pool().name()).isEqualTo("default");
    }

    @Test
    void theDeadlineKeepsWhatWasDecided() {
        var polls = new AtomicInteger();
        SchedulingProblem problem =
                given().pool("default").pods(pods(10, pod("web"))).problem();

        SchedulingResult result = Scheduler.solve(problem, () -> polls.incrementAndGet() > 4);

        assertThat(result.timedOut()).isTrue();
        assertThat(result.newNodeClaims().getFirst().pods()).hasSize(4);
        assertThat(result.rejected()).isEmpty();
    }

    @Test
    void theOrderOfEqualPodsInTheInputDoesNotMatter() {
        var equal = pods(7, pod("web").cpu("1").spread(LabelKeys.ZONE, 1));
        var reversed = new ArrayList<Pod>(equal);
        Collections.reverse(reversed);

        assertThat(solve(given().pool("default").pods(reversed)))
                .isEqualTo(solve(given().pool("default").pods(equal)));
    }

    @Test
    void aNodeThatIsThoughtAwayTakesNothing() {
        SchedulingProblem problem = given().pool("default")
                .node("n1", "a", "8", "32Gi")
                .pods(pod("web").build())
                .problem();
        var cluster = CompiledCluster.of(problem);
        var removed = new TreeSet<String>();
        removed.add("n1");

        SchedulingResult without = Scheduler.solve(cluster, removed, problem.pods(), () -> false);
        SchedulingResult with = Scheduler.solve(cluster, problem.pods(), () -> false);

        assertThat(without.newNodeClaims()).hasSize(1);
        assertThat(with.existing()).containsOnlyKeys("n1");
    }

    @Test
    void aPodWithManyResourcesOfItsOwnIsRefusedAlone() {
        var odd = pod("odd");
        for (int i = 0; i < 100; i++) {
            odd.request("example.com/device-" + i, "1");
        }
        var result = solve(given().pool("default").pods(odd.build(), pod("web").build()));

        assertThat(result.rejected()).hasSize(1);
        assertThat(result.newNodeClaims()).hasSize(1);
        assertThat(result.newNodeClaims().getFirst().requests())
                .isEqualTo(Resources.none().with(ResourceNames.PODS, 1));
    }
}
