package sh.karpenter.controllers.nodeclaim.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.testing.testkit.kube.Specimens;

final class HydrationControllerTest {
    private final World world = new World();
    private final HydrationController controller = new HydrationController(world.context());

    @Test
    void anOldClaimAndItsNodeLearnTheNameOfTheirNodeClass() {
        NodeClaim claim = Claims.with(Specimens.claim("default-1"), "fake:///m", "Registered");
        claim.getMetadata().setLabels(Map.of("kept", "yes"));
        world.stores.nodeClaims().put(claim);
        var node = Specimens.joined("node-1", "fake:///m");
        node.getMetadata().setLabels(Map.of("karpenter.sh/registered", "true"));
        world.stores.nodes().put(node);
        controller.reconcileClaim(ObjectKey.of("default-1"));
        controller.reconcileNode(ObjectKey.of("node-1"));
        assertThat(world.stores.nodeClaims().get("default-1").getMetadata().getLabels())
                .containsEntry("kept", "yes")
                .containsEntry("karpenter.test.sh/testnodeclass", "default");
        assertThat(world.stores.nodes().get("node-1").getMetadata().getLabels())
                .containsEntry("karpenter.test.sh/testnodeclass", "default");
    }

    @Test
    void aClaimThatKnowsItIsNotWritten() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        controller.reconcileClaim(ObjectKey.of("default-1"));
        assertThat(world.stores.writes()).isEmpty();
    }
}
