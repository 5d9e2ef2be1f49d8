package sh.karpenter.testing.scenarios.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.Given.type;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PlanInvariants;

/// The invariants that each scenario is held to say what is wrong with a plan that breaks them. Each test takes
/// a good plan and spoils it in one way.
class InvariantsTest {
    private static final Taint TAINT = new Taint("gpu", "", TaintEffect.NO_SCHEDULE);

    private static List<String> violations(Given given, UnaryOperator<SchedulingResult> spoil) {
        SchedulingProblem problem = given.problem();
        SchedulingResult good = Scheduler.solve(problem, Deadline.none());
        assertThat(all(problem, good)).as("of the good plan").isEmpty();
        return all(problem, spoil.apply(good));
    }

    private static List<String> all(SchedulingProblem problem, SchedulingResult result) {
        var all = new ArrayList<>(PlanInvariants.violations(problem, result));
        all.addAll(SpreadInvariant.violations(problem, result));
        return all;
    }

    private static SchedulingResult with(SchedulingResult result, List<ProposedNodeClaim> claims) {
        return new SchedulingResult(
                claims,
                result.existing(),
                result.rejected(),
                result.ignored(),
                result.deferred(),
                result.skippedPools(),
                result.relaxed(),
                result.effectiveZones(),
                result.timedOut());
    }

    /// All pods of the claims on one node instead.
    private static SchedulingResult movedTo(SchedulingResult result, String node) {
        var existing = new TreeMap<>(result.existing());
        var pods = new ArrayList<Pod>();
        result.existing().values().forEach(pods::addAll);
        result.newNodeClaims().forEach(claim -> pods.addAll(claim.pods()));
        existing.clear();
        existing.put(node, pods);
        return new SchedulingResult(
                List.of(),
                existing,
                result.rejected(),
                result.ignored(),
                result.deferred(),
                result.skippedPools(),
                result.relaxed(),
                result.effectiveZones(),
                result.timedOut());
    }

    private static ProposedNodeClaim claim(ProposedNodeClaim like, List<Pod> pods, String zone) {
        return new ProposedNodeClaim(
                like.pool(),
                pods,
                zone.isEmpty() ? like.requirements() : like.requirements().with(Requirement.in(LabelKeys.ZONE, zone)),
                like.types(),
                like.typeCount(),
                like.requests(),
                like.pricePerHour(),
                like.minValues(),
                like.minValuesRelaxed());
    }

    @Test
    void aPodThatIsLostOrPlacedTwiceIsNoticed() {
        var given = given().pool("default").pods(pod("web").build());

        assertThat(violations(given, result -> with(result, List.of())))
                .containsExactly("default/web is in the result 0 times");
        assertThat(violations(
                        given,
                        result -> with(
                                result,
                                List.of(
                                        result.newNodeClaims().getFirst(),
                                        result.newNodeClaims().getFirst()))))
                .containsExactly("default/web is in the result 2 times");
    }

    @Test
    void aNodeThatIsTooFullTaintedOfOtherLabelsOrLeavingIsNoticed() {
        var small = type("small", "2", "8Gi");

        assertThat(violations(
                        given().pool("default")
                                .node(machine("n1", small).build())
                                .pods(pods(3, pod("web").cpu("1"))),
                        result -> movedTo(result, "n1")))
                .singleElement()
                .asString()
                .startsWith("n1 has");
        assertThat(violations(
                        given().pool("default")
                                .node(machine("n1", small).taint(TAINT).build())
                                .pods(pod("web").build()),
                        result -> movedTo(result, "n1")))
                .containsExactly("default/web does not tolerate gpu:NoSchedule of n1");
        assertThat(violations(
                        given().pool("default")
                                .node(machine("n1", small).build())
                                .pods(pod("web")
                                        .nodeSelector(LabelKeys.ZONE, "b")
                                        .build()),
                        result -> movedTo(result, "n1")))
                .containsExactly("default/web does not want n1");
        assertThat(violations(
                        given().pool("default")
                                .node(machine("n1", small).leaving().build())
                                .pods(pod("web").build()),
                        result -> movedTo(result, "n1")))
                .containsExactly("n1 is no target but took 1 pods");
    }

    @Test
    void podsThatMustNotShareAHostAreNoticed() {
        assertThat(violations(
                        given().pool("default").pods(pods(2, pod("web").apart(LabelKeys.HOSTNAME, "web"))), result -> {
                            var together = new ArrayList<Pod>();
                            result.newNodeClaims().forEach(claim -> together.addAll(claim.pods()));
                            return with(
                                    result, List.of(claim(result.newNodeClaims().getFirst(), together, "")));
                        }))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation).contains("share claim of default/web-0"));
    }

    @Test
    void aClaimWhoseTypesAreNotForSaleWhereItMustBeIsNoticed() {
        assertThat(violations(
                        given().pool("default").pods(pod("web").build()),
                        result -> with(
                                result,
                                List.of(claim(
                                        result.newNodeClaims().getFirst(),
                                        result.newNodeClaims().getFirst().pods(),
                                        "nowhere")))))
                .anyMatch(violation -> violation.contains("small does not meet its requirements"))
                .anyMatch(violation -> violation.contains("small cannot be bought for it"));
    }

    @Test
    void tooGreatASkewIsNoticed() {
        assertThat(violations(
                        given().pool("default").pods(pods(3, pod("web").cpu("1").spread(LabelKeys.ZONE, 1))),
                        result -> with(
                                result,
                                result.newNodeClaims().stream()
                                        .map(claim -> claim(claim, claim.pods(), "a"))
                                        .toList())))
                .contains("default/web-0: a holds 3, the emptiest of topology.kubernetes.io/zone 0");
    }
}
