package sh.karpenter.controllers.instance.garbagecollection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.Specimens;
import sh.karpenter.testing.testkit.log.LoggedLines;

final class InstanceGarbageControllerTest {
    private final World world = new World();
    private final InstanceGarbageController controller = new InstanceGarbageController(world.context());

    @Test
    void aMachineThatNoClaimKnowsGoesWithItsNodeAfterHalfAMinute() {
        machine();
        world.stores.nodes().put(Specimens.joined("node-1", "fake:///m"));
        world.clock.advance(Duration.ofSeconds(30));
        controller.collect();
        assertThat(world.cloud.machines()).hasSize(1);
        world.clock.advance(Duration.ofSeconds(1));
        controller.collect();
        assertThat(world.cloud.machines()).isEmpty();
        assertThat(world.stores.nodes().list()).isEmpty();
    }

    @Test
    void aMachineThatAClaimKnowsStays() {
        machine();
        world.stores.nodeClaims().put(Claims.with(Specimens.claim("another"), "fake:///m", "Launched"));
        world.clock.advance(Duration.ofHours(1));
        controller.collect();
        assertThat(world.cloud.machines()).hasSize(1);
    }

    @Test
    void aMachineWhoseClaimHasNotFoundItYetStays() {
        machine();
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        world.clock.advance(Duration.ofHours(1));
        controller.collect();
        assertThat(world.cloud.machines()).hasSize(1);
    }

    @Test
    void twentyPassesComeTenSecondsApartAndThenEveryTwoMinutes() {
        for (int pass = 1; pass <= 20; pass++) {
            assertThat(controller.collect()).as("pass %d", pass).isEqualTo(Requeue.after(Duration.ofSeconds(10)));
        }
        assertThat(controller.collect()).isEqualTo(Requeue.after(Duration.ofMinutes(2)));
    }

    @Test
    void aPassThatCouldNotEndAMachineComesAgainSoonAndDoesNotCount() {
        machine();
        world.clock.advance(Duration.ofMinutes(1));
        world.cloud.answerTerminate(new TerminateOutcome.Failed(LaunchOutcome.FailureKind.UNAVAILABLE, "later"));
        assertThat(controller.collect()).isEqualTo(Requeue.backoff());
        assertThat(world.cloud.machines()).hasSize(1);
        for (int pass = 1; pass <= 20; pass++) {
            assertThat(controller.collect()).isEqualTo(Requeue.after(Duration.ofSeconds(10)));
        }
        assertThat(world.cloud.machines()).isEmpty();
    }

    @Test
    void aListThatFailedIsToldAndTriedAgain() {
        world.cloud.failFind(new FindOutcome.Failed(LaunchOutcome.FailureKind.UNAVAILABLE, "later"));
        try (var log = LoggedLines.begin()) {
            assertThat(controller.collect()).isEqualTo(Requeue.backoff());
            assertThat(log.of("Reconciler error"))
                    .singleElement()
                    .satisfies(line -> assertThat(String.valueOf(line.fields().get("error")))
                            .startsWith("listing instances, "));
        }
    }

    private void machine() {
        world.cloud.add(new Instance(
                "fake:///m",
                "",
                "default-1",
                FakeClock.START,
                false,
                new TreeMap<>(),
                new TreeMap<>(),
                Resources.none(),
                Resources.none()));
    }
}
