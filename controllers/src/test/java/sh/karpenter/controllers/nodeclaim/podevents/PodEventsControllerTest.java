package sh.karpenter.controllers.nodeclaim.podevents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

final class PodEventsControllerTest {
    private final World world = new World();
    private final PodEventsController controller = new PodEventsController(world.context());
    private final Pod pending = PodSpecimen.pod("web").phase(PodPhase.PENDING).build();
    private final Pod running = PodSpecimen.pod("web").on("node-1").build();

    @Test
    void comingEndingAndLeavingAreEvents() {
        assertThat(PodEvents.event(null, running)).isTrue();
        assertThat(PodEvents.event(pending, running)).isTrue();
        assertThat(PodEvents.event(
                        running,
                        PodSpecimen.pod("web")
                                .on("node-1")
                                .phase(PodPhase.SUCCEEDED)
                                .build()))
                .isTrue();
        assertThat(PodEvents.event(
                        running,
                        PodSpecimen.pod("web")
                                .on("node-1")
                                .terminatingSince(FakeClock.START)
                                .build()))
                .isTrue();
    }

    @Test
    void otherChangesPendingPodsAndDaemonsAreNot() {
        assertThat(PodEvents.event(running, running)).isFalse();
        assertThat(PodEvents.event(null, pending)).isFalse();
        assertThat(PodEvents.event(
                        null, PodSpecimen.pod("d").on("node-1").ofDaemonSet().build()))
                .isFalse();
    }

    @Test
    void eventsAreNotedAtMostEveryTenSeconds() {
        world.stores.nodeClaims().put(Claims.with(Specimens.claim("default-1"), "fake:///m", "Registered"));
        world.stores.nodes().put(Specimens.joined("node-1", "fake:///m"));
        world.stores.pods().put(running);
        reconcile();
        assertThat(noted()).isEqualTo(FakeClock.START);
        world.clock.advance(Duration.ofSeconds(9));
        reconcile();
        assertThat(noted()).isEqualTo(FakeClock.START);
        world.clock.advance(Duration.ofSeconds(1));
        reconcile();
        assertThat(noted()).isEqualTo(FakeClock.START.plusSeconds(10));
    }

    private void reconcile() {
        controller.reconcile(new ObjectKey("default", "web"));
    }

    private @Nullable Instant noted() {
        return world.stores.nodeClaims().get("default-1").statusOrEmpty().lastPodEventTime();
    }
}
