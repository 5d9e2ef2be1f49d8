package sh.karpenter.controllers.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.kube.Specimens;

final class StatusControllerTest {
    private static final ObjectKey KEY = ObjectKey.of("default-1");

    private final World world = new World();
    private final StatusController<NodeClaim> controller = StatusController.ofClaims(world.context());

    @Test
    void whatIsSeenFirstIsCountedAndOnlyWhatMovesAfterwardsIsAnEvent() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        set(false);
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(10)));
        assertThat(world.events).isEmpty();
        assertThat(world.counted)
                .contains("operator_nodeclaim_status_condition_transitions_total{type=Launched, status=Unknown,"
                        + " reason=Waiting, karpenter_test_sh_testnodeclass=default, karpenter_sh_nodepool=default}");
        world.clock.advance(Duration.ofSeconds(3));
        set(true);
        controller.reconcile(KEY);
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .contains("Status condition transitioned, Type: Launched, Status: Unknown -> True, Reason: Launched");
        assertThat(world.counted)
                .anyMatch(line -> line.startsWith(
                        "operator_nodeclaim_status_condition_transition_seconds{type=Launched, status=Unknown,"
                                + " to_status=True"));
    }

    @Test
    void aFinalizerThatGoesIsToldOfAndSoAreThoseOfAnObjectThatVanishes() {
        NodeClaim claim = Specimens.claim("default-1");
        claim.getMetadata().setFinalizers(List.of("one", "two"));
        world.stores.nodeClaims().put(claim);
        controller.reconcile(KEY);
        world.stores.nodeClaims().edit("default-1", changed -> {
            changed.getMetadata().setFinalizers(List.of("two"));
            return changed;
        });
        controller.reconcile(KEY);
        world.stores.nodeClaims().vanish("default-1");
        controller.reconcile(KEY);
        assertThat(world.events).extracting(ObjectEvent::message).containsExactly("Finalized one", "Finalized two");
    }

    private void set(boolean launched) {
        world.stores.nodeClaims().edit("default-1", claim -> {
            var draft = ClaimDraft.of(claim);
            var now = world.clock.instant();
            var conditions = draft.conditions(now);
            draft.conditions(
                    launched
                            ? conditions.withTrue("Launched", now)
                            : conditions.withUnknown("Launched", "Waiting", "", now));
            return draft.claim();
        });
    }
}
