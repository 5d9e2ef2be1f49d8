package sh.karpenter.controllers.nodeclaim.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.cloud.FakeInstanceTypes;
import sh.karpenter.testing.testkit.kube.Specimens;

final class ConsistencyControllerTest {
    private final World world = new World();
    private final ConsistencyController controller = new ConsistencyController(world.context());

    @Test
    void aNodeWithLessThanNineTenthsOfWhatWasPromisedIsInconsistent() {
        promise("4600Mi");
        assertThat(reconcile()).isEqualTo(Requeue.after(Duration.ofMinutes(10)));
        assertThat(condition()).isEqualTo("False ConsistencyCheckFailed");
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .containsExactly("expected 4600Mi of resource memory, but found 4Gi (89.0% of expected)");
    }

    @Test
    void aNodeWithNineTenthsIsConsistent() {
        promise("4500Mi");
        reconcile();
        assertThat(condition()).isEqualTo("True ConsistentStateFound");
        assertThat(world.events).isEmpty();
    }

    @Test
    void exactlyNineTenthsAreEnough() {
        Resources requested = FakeInstanceTypes.resources("cpu", "1");
        Resources promised = FakeInstanceTypes.resources("cpu", "10");
        assertThat(Consistency.issues(requested, promised, FakeInstanceTypes.resources("cpu", "9")))
                .isEmpty();
        assertThat(Consistency.issues(requested, promised, FakeInstanceTypes.resources("cpu", "8999m")))
                .hasSize(1);
    }

    private void promise(String memory) {
        NodeClaim claim = Claims.with(Specimens.claim("default-1"), "fake:///m", "Initialized");
        NodeClaimStatus status = claim.statusOrEmpty();
        claim.setStatus(new NodeClaimStatus(
                null,
                status.providerID(),
                null,
                Map.of("cpu", new Quantity("4"), "memory", new Quantity(memory)),
                null,
                status.conditions(),
                null));
        world.stores.nodeClaims().put(claim);
        world.stores.nodes().put(Specimens.joined("node-1", "fake:///m"));
    }

    private Requeue reconcile() {
        return controller.reconcile(ObjectKey.of("default-1"));
    }

    private String condition() {
        return Claims.condition(
                world.stores.nodeClaims().get("default-1").statusOrEmpty().conditions(), "ConsistentStateFound");
    }
}
