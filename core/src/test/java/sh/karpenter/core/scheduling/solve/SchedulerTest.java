package sh.karpenter.core.scheduling.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.Given.given;
import static sh.karpenter.core.testing.PodBuilder.pod;
import static sh.karpenter.core.testing.PodBuilder.pods;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;

class SchedulerTest {
    @Test
    void opensOneNodeForPodsThatFitTogether() {
        SchedulingResult result =
                given().pool("default").pods(pods(3, pod("web").cpu("1"))).solve();

        assertThat(result.rejected()).isEmpty();
        assertThat(result.newNodeClaims()).hasSize(1);
        assertThat(result.newNodeClaims().getFirst().types())
                .extracting(InstanceType::name)
                .containsExactly("medium", "large", "huge");
        assertThat(result.newNodeClaims().getFirst().pricePerHour()).isEqualTo(4 * 0.02);
    }

    @Test
    void fillsAnExistingNodeFirst() {
        SchedulingResult result = given().pool("default")
                .node("n1", "a", "2", "8Gi")
                .pods(pods(3, pod("web").cpu("1")))
                .solve();

        assertThat(result.existing().get("n1")).hasSize(2);
        assertThat(result.newNodeClaims()).hasSize(1);
        assertThat(result.newNodeClaims().getFirst().pods()).hasSize(1);
    }

    @Test
    void spreadsOverZones() {
        SchedulingResult result = given().pool("default")
                .pods(pods(6, pod("web").cpu("1").spread(LabelKeys.ZONE, 1)))
                .solve();

        assertThat(result.newNodeClaims())
                .hasSize(3)
                .allSatisfy(claim -> assertThat(claim.pods()).hasSize(2));
    }

    @Test
    void saysWhyTheNodesOpenedBeforeDidNotTakeAPod() {
        SchedulingResult result = given().pool("default")
                .node("n1", "a", "1", "8Gi")
                .pods(pods(2, pod("web").cpu("20")))
                .pods(pod("big").cpu("64").build())
                .solve();

        assertThat(result.newNodeClaims()).hasSize(2);
        assertThat(RejectionRenderer.renderAll(result.rejected().firstEntry().getValue()))
                .hasSize(3)
                .satisfiesExactly(
                        node -> assertThat(node).startsWith("node n1: exceeds node resources (cpu 64 of 1 left)"),
                        opened -> assertThat(opened).startsWith("opened node default#1, default#2: no instance type"),
                        pool -> assertThat(pool).startsWith("new node of pool default: no instance type"));
    }

    @Test
    void whyAPodFitsNowhereIsToldByThePoolsEvenWhenThereIsNoTimeToAskTheNodes() {
        var given = given().pool("default").pods(pod("big").cpu("64").build());
        for (int n = 10; n < 40; n++) {
            given.node("n" + n, "a", "1", "8Gi");
        }
        var asked = new AtomicInteger();
        SchedulingResult result = Scheduler.solve(given.problem(), () -> asked.incrementAndGet() > 5);

        assertThat(result.timedOut()).isFalse();
        assertThat(RejectionRenderer.renderAll(result.rejected().firstEntry().getValue()))
                .satisfiesExactly(
                        nodes -> assertThat(nodes).startsWith("node n10, n11, n12, n13: exceeds node resources"),
                        pool -> assertThat(pool).startsWith("new node of pool default: no instance type"),
                        rest -> assertThat(rest)
                                .isEqualTo("26 nodes were not asked, because the time for the decision was up"));
    }

    @Test
    void aStoppedSolveStillSaysWhatThePoolsSaidToThePodsThatItTried() {
        var given = given().pool("default").node("n1", "a", "1", "8Gi");
        given.pods(pod("big").cpu("64").build(), pod("small").cpu("1").build());
        var asked = new AtomicInteger();
        SchedulingResult result = Scheduler.solve(given.problem(), () -> asked.incrementAndGet() > 1);

        assertThat(result.timedOut()).isTrue();
        assertThat(result.rejected().values())
                .singleElement()
                .extracting(RejectionRenderer::render)
                .asString()
                .startsWith("no instance type has enough resources");
    }

    @Test
    void stopsBetweenPodsWhenTheDeadlinePassesAndKeepsWhatIsDecided() {
        var asked = new AtomicInteger();
        SchedulingResult result = Scheduler.solve(
                given().pool("default").pods(pods(5, pod("web").cpu("20"))).problem(),
                () -> asked.incrementAndGet() > 3);

        assertThat(result.timedOut()).isTrue();
        assertThat(result.newNodeClaims()).hasSize(3);
        assertThat(result.rejected()).isEmpty();
    }

    @Test
    void saysWhyAPodFitsNowhere() {
        SchedulingResult result =
                given().pool("default").pods(pod("big").cpu("64").build()).solve();

        assertThat(result.rejected().values())
                .singleElement()
                .extracting(RejectionRenderer::render)
                .asString()
                .startsWith("no instance type has enough resources, requirements=karpenter.sh/initialized In [true]");
    }
}
