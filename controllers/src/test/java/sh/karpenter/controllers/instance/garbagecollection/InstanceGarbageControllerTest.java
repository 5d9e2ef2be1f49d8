package sh.karpenter.controllers.instance.garbagecollection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.Specimens;

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
