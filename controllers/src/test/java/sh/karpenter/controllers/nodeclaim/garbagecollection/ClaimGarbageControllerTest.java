package sh.karpenter.controllers.nodeclaim.garbagecollection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.kube.Specimens;

final class ClaimGarbageControllerTest {
    private final World world = new World();
    private final ClaimGarbageController controller = new ClaimGarbageController(world.context());

    @Test
    void aRegisteredClaimWithoutMachineGoes() {
        claim("Registered");
        assertThat(controller.collect()).isEqualTo(Requeue.after(Duration.ofMinutes(2)));
        assertThat(deleting()).isTrue();
    }

    @Test
    void aClaimThatHasNotRegisteredIsLeftToItsTimeouts() {
        claim("Launched");
        controller.collect();
        assertThat(deleting()).isFalse();
    }

    @Test
    void aReadyNodeKeepsItsClaimWhateverTheListSays() {
        claim("Registered");
        world.stores.nodes().put(Specimens.joined("node-1", "fake:///gone"));
        controller.collect();
        assertThat(deleting()).isFalse();
    }

    @Test
    void aListThatFailedSaysNothingAboutAnybody() {
        claim("Registered");
        world.cloud.failFind(new FindOutcome.Failed(LaunchOutcome.FailureKind.UNAVAILABLE, "later"));
        assertThat(controller.collect()).isEqualTo(Requeue.backoff());
        assertThat(deleting()).isFalse();
    }

    private void claim(String condition) {
        world.stores.nodeClaims().put(Claims.with(Specimens.claim("default-1"), "fake:///gone", condition));
    }

    private boolean deleting() {
        return world.stores.nodeClaims().get("default-1").getMetadata().getDeletionTimestamp() != null;
    }
}
