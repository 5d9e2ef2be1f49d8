package sh.karpenter.controllers.node.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.node.drain.DrainMode;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.store.EvictionOutcome;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakePods;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;
import sh.karpenter.testing.testkit.log.LoggedLines;

final class EvictionQueueTest {
    private final World world = new World();
    private final EvictionQueue queue = new EvictionQueue(world.context());

    @Test
    void evictsAPodOnceAndTellsWhy() {
        Pod pod = pod("web");
        add(pod);
        add(pod);
        work();
        assertThat(world.stores.pods().evictions()).hasSize(1);
        assertThat(world.events).extracting(ObjectEvent::message).containsExactly("Evicted pod: ");
        assertThat(world.counted).contains("pods_eviction_requests_total{code=200}");
        assertThat(queue.size()).isZero();
    }

    @Test
    void triesAgainWhileABudgetForbidsItAndWarnsOnTheNode() {
        node();
        world.stores.pods().answerEvictions(pod -> new EvictionOutcome.BlockedByBudget("no"));
        add(pod("web"));
        work();
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .containsExactly("Failed to drain node, evicting pod violates a PDB (Pod=default/web)");
        assertThat(queue.size()).isEqualTo(1);
        world.stores.pods().answerEvictions(pod -> new EvictionOutcome.Evicted());
        world.clock.advance(Duration.ofSeconds(1));
        work();
        assertThat(world.stores.pods().list()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void stopsWhenTheNodeIsGone() {
        world.stores.pods().answerEvictions(pod -> new EvictionOutcome.BlockedByBudget("no"));
        add(pod("web"));
        work();
        assertThat(world.events).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void doesNotEvictAPodThatForbidsIt() {
        add(world.stores
                .pods()
                .put(PodSpecimen.pod("stays")
                        .on("node-1")
                        .annotation("karpenter.sh/do-not-disrupt", "true")
                        .build()));
        work();
        assertThat(world.stores.pods().evictions()).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void deletesAPodWhoseTimeIsOverPastEveryObjection() {
        Pod pod = world.stores
                .pods()
                .put(PodSpecimen.pod("stays")
                        .on("node-1")
                        .gracePeriod(600L)
                        .annotation("karpenter.sh/do-not-disrupt", "true")
                        .build());
        try (var log = LoggedLines.begin()) {
            queue.add(List.of(pod), FakeClock.START.plusSeconds(90), DrainMode.FORCE_DELETE);
            work();
            assertThat(log.of("deleting pod"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.fields().toString())
                            .isEqualTo("{Pod={name=stays, namespace=default}, pod.terminationGracePeriodSeconds=600,"
                                    + " delete.gracePeriodSeconds=90,"
                                    + " nodeclaim.terminationTime=2026-01-01T00:01:30Z}"));
        }
        assertThat(world.stores.pods().deletions()).containsExactly(new FakePods.Deletion(pod, 90L));
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .containsExactly("Deleting the pod to accommodate the terminationTime 2026-01-01T00:01:30Z of the node."
                        + " The pod was granted 90 seconds of grace-period of its 600"
                        + " terminationGracePeriodSeconds. This bypasses the PDB of the pod and the do-not-disrupt"
                        + " annotation.");
    }

    @Test
    void leavesAPodThatADrainWithoutForceGaveUpOn() {
        Pod pod = pod("web");
        queue.add(List.of(pod), FakeClock.START.minusSeconds(1), DrainMode.TIME_OUT);
        work();
        assertThat(world.stores.pods().evictions()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void leavesANewPodOfTheSameNameAlone() {
        Pod old = pod("web");
        world.stores.pods().vanish(old);
        world.stores
                .pods()
                .put(PodSpecimen.pod("web").uid("another").on("node-1").build());
        add(old);
        work();
        assertThat(world.stores.pods().evictions()).isEmpty();
    }

    @Test
    void theEarlierDeadlineHoldsAndForceWins() {
        var early = new EvictionRequest(FakeClock.START, DrainMode.FORCE_DELETE);
        var late = new EvictionRequest(FakeClock.START.plusSeconds(1), DrainMode.FORCE_DELETE);
        var open = new EvictionRequest(null, DrainMode.FORCE_DELETE);
        var mild = new EvictionRequest(FakeClock.START.minusSeconds(9), DrainMode.TIME_OUT);
        assertThat(late.and(early)).isEqualTo(early);
        assertThat(open.and(late)).isEqualTo(late);
        assertThat(mild.and(open)).isEqualTo(open);
        assertThat(open.and(mild)).isEqualTo(open);
    }

    private Pod pod(String name) {
        return world.stores.pods().put(PodSpecimen.pod(name).on("node-1").build());
    }

    private void node() {
        world.stores.nodes().put(Specimens.joined("node-1", "fake:///x"));
    }

    private void add(Pod pod) {
        queue.add(List.of(pod), null, DrainMode.FORCE_DELETE);
    }

    private void work() {
        boolean worked = true;
        while (worked) {
            worked = queue.controller().step();
        }
    }
}
