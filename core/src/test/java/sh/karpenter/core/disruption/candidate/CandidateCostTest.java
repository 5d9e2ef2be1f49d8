package sh.karpenter.core.disruption.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static sh.karpenter.core.testing.Fleet.SMALL;
import static sh.karpenter.core.testing.Fleet.fleet;
import static sh.karpenter.core.testing.MachineBuilder.machine;
import static sh.karpenter.core.testing.PodBuilder.pod;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.testing.Fleet;
import sh.karpenter.core.testing.Given;
import sh.karpenter.core.testing.PodBuilder;

/// What it costs to disrupt a node, and what the node costs.
class CandidateCostTest {
    private static final double EXACT = 1e-12;
    private static final DisruptionOptions OPTIONS = DisruptionOptions.defaults();

    @Test
    void evictingAPlainPodCostsOne() {
        assertThat(cost(pod("web"))).isEqualTo(1.0);
    }

    @Test
    void costAndPriorityAddFractions() {
        assertThat(cost(pod("web").annotation(LabelKeys.DISRUPTION_COST, "134217728")))
                .isEqualTo(2.0);
        assertThat(cost(pod("web").priority(33554432))).isEqualTo(2.0);
        assertThat(cost(pod("web")
                        .annotation(LabelKeys.DISRUPTION_COST, "-134217728")
                        .priority(16777216)))
                .isEqualTo(0.5);
    }

    @Test
    void theCostStaysWithinTen() {
        assertThat(cost(pod("web").priority(Integer.MAX_VALUE))).isEqualTo(10.0);
        assertThat(cost(pod("web").priority(Integer.MIN_VALUE))).isEqualTo(-10.0);
    }

    @Test
    void ourOwnAnnotationComesBeforeThatOfReplicaSets() {
        var both = pod("web")
                .annotation(LabelKeys.DISRUPTION_COST, "134217728")
                .annotation(LabelKeys.POD_DELETION_COST, "-134217728");

        assertThat(cost(both)).isEqualTo(2.0);
        assertThat(cost(pod("web").annotation(LabelKeys.POD_DELETION_COST, "-134217728")))
                .isEqualTo(0.0);
    }

    @Test
    void aCostThatIsNoWholeNumberIsNoneAndTheOtherAnnotationIsNotAsked() {
        for (String text : new String[] {"1.5", "much", "", "2147483648"}) {
            var odd = pod("web")
                    .annotation(LabelKeys.DISRUPTION_COST, text)
                    .annotation(LabelKeys.POD_DELETION_COST, "134217728");
            assertThat(cost(odd)).as(text).isEqualTo(1.0);
        }
    }

    @Test
    void deletionCostsThatWeWriteOurselvesAreNotRead() {
        var pod =
                pod("web").annotation(LabelKeys.POD_DELETION_COST, "-134217728").build();

        assertThat(EvictionCost.of(pod, new DisruptionOptions(false, true))).isEqualTo(1.0);
    }

    @Test
    void disruptionCountsAllPodsAndReschedulingOnlyThoseThatMove() {
        var candidate = holding(
                        pod("web").on("n1"),
                        pod("log").on("n1").ofDaemonSet("log"),
                        pod("proxy").on("n1").ofNode("n1"),
                        pod("old").on("n1").deletion(Given.NOW))
                .candidate("n1");

        assertThat(candidate.disruptionCost()).isEqualTo(4.0);
        assertThat(candidate.reschedulingCost()).isEqualTo(2.0);
        assertThat(candidate.pods()).extracting(pod -> pod.name()).containsExactly("web");
    }

    @Test
    void aStatefulPodThatIsEndingHasToRunElsewhereToo() {
        assertThat(holding(pod("db").on("n1").ofStatefulSet("db").deletion(Given.NOW))
                        .candidate("n1")
                        .reschedulingCost())
                .isEqualTo(2.0);
    }

    @Test
    void podsThatCostNothingLeaveANodeEmpty() {
        var free = holding(
                        pod("a").on("n1").annotation(LabelKeys.DISRUPTION_COST, "-134217728"),
                        pod("b").on("n1").priority(Integer.MIN_VALUE))
                .candidate("n1");

        assertThat(free.empty()).isTrue();
        assertThat(free.pods()).hasSize(2);
    }

    @Test
    void theCloserToItsExpiryTheCheaperANodeIsToDisrupt() {
        var half = fleet().node(machine("n1", SMALL)
                        .expireAfter(Duration.ofDays(2))
                        .runs(pod("web").on("n1").build()))
                .candidate("n1");
        var past = fleet().node(machine("n1", SMALL)
                        .expireAfter(Duration.ofHours(1))
                        .runs(pod("web").on("n1").build()))
                .candidate("n1");

        assertThat(half.disruptionCost()).isEqualTo(0.5, within(EXACT));
        assertThat(past.disruptionCost()).isZero();
    }

    @Test
    void thePriceIsThatOfItsZoneAndCapacityType() {
        var fleet = fleet().types(Given.type(
                        "small",
                        Resources.none().with("cpu", 2 * Resources.CORE).with("pods", 110),
                        List.of(
                                Given.offering("a", LabelKeys.SPOT, 0.01, true),
                                Given.offering("b", LabelKeys.ON_DEMAND, 0.02, true),
                                Given.offering("a", LabelKeys.ON_DEMAND, 0.03, false),
                                Given.offering("a", LabelKeys.ON_DEMAND, 0.04, true))))
                .node(machine("n1", SMALL));

        assertThat(fleet.candidate("n1").pricePerHour()).isEqualTo(0.03);
    }

    @Test
    void aPriceThatIsNotKnownIsNone() {
        var elsewhere = fleet().node(machine("n1", SMALL).zone("z")).candidate("n1");
        var unlisted =
                fleet().node(machine("n1", Given.type("odd", "2", "8Gi"))).candidate("n1");

        assertThat(elsewhere.pricePerHour()).isZero();
        assertThat(elsewhere.priceKnown()).isFalse();
        assertThat(elsewhere.type()).isNotNull();
        assertThat(unlisted.type()).isNull();
        assertThat(unlisted.priceKnown()).isFalse();
    }

    @Test
    void savingsAreMeasuredByDisturbance() {
        var busy =
                holding(pod("a").on("n1"), pod("b").on("n1"), pod("c").on("n1")).candidate("n1");

        assertThat(busy.savingsRatio()).isEqualTo(0.1 / 4, within(EXACT));
    }

    @Test
    void poolsCostWhatTheirNodesCostWhetherCandidatesOrNot() {
        var round = fleet().node(machine("n1", SMALL))
                .node(machine("n2", SMALL).spot().leaving())
                .node(machine("n3", SMALL).withoutNode())
                .node(machine("n4", SMALL).withoutClaim())
                .node(machine("n5", SMALL).pool("gone"))
                .round();

        var costs = PoolCosts.of(round.cluster(), round.pools());

        assertThat(costs).containsOnlyKeys("default");
        assertThat(costs.get("default")).isEqualTo(0.1 + 0.04 + 0.1, within(EXACT));
    }

    private static double cost(PodBuilder pod) {
        return EvictionCost.of(pod.build(), OPTIONS);
    }

    private static Fleet holding(PodBuilder... pods) {
        var machine = machine("n1", SMALL);
        for (PodBuilder pod : pods) {
            machine.runs(pod.build());
        }
        return fleet().node(machine);
    }
}
