package sh.karpenter.testing.testkit.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.client.store.WriteOutcome;

final class FakeStoreTest {
    private final FakeStores stores = new FakeStores(new FakeClock());
    private final FakeStores.FakeNodeClaims claims = stores.nodeClaims();

    @Test
    void aWriteToAnObjectThatHasChangedMeanwhileIsAConflict() {
        NodeClaim read = claims.put(Specimens.claim("a"));
        claims.edit("a", FakeStoreTest::labelled);
        assertThat(claims.patch(read, FakeStoreTest::labelled)).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(claims.patchUnlocked(read, FakeStoreTest::labelled)).isInstanceOf(WriteOutcome.Written.class);
    }

    @Test
    void aPatchLeavesTheStatusAndAStatusPatchTheRest() {
        NodeClaim read = claims.put(Specimens.claim("a"));
        assertThat(claims.patch(read, claim -> provided(claim, "x"))).isInstanceOf(WriteOutcome.Unchanged.class);
        assertThat(claims.patchStatus(read, claim -> provided(labelled(claim), "x")))
                .isInstanceOf(WriteOutcome.Written.class);
        assertThat(claims.get("a").statusOrEmpty().providerID()).isEqualTo("x");
        assertThat(claims.get("a").getMetadata().getLabels()).doesNotContainKey("changed");
    }

    @Test
    void aFinalizerHoldsDeletionUntilItIsRemoved() {
        NodeClaim read = claims.put(Specimens.claim("a"));
        claims.delete(read);
        NodeClaim deleting = claims.get("a");
        assertThat(deleting.getMetadata().getDeletionTimestamp()).isNotNull();
        claims.patch(deleting, claim -> {
            claim.getMetadata().setFinalizers(List.of());
            return claim;
        });
        assertThat(claims.list()).isEmpty();
    }

    @Test
    void aProcessThatDiesBeforeAWriteDidNotWriteAndAfterItDid() {
        claims.put(Specimens.claim("a"));
        stores.onWrite(new Crash(1, Crash.Side.BEFORE));
        assertThatThrownBy(() -> claims.patch(claims.get("a"), FakeStoreTest::labelled))
                .isInstanceOf(Crash.Died.class);
        assertThat(claims.get("a").getMetadata().getLabels()).doesNotContainKey("changed");
        stores.onWrite(new Crash(1, Crash.Side.AFTER));
        assertThatThrownBy(() -> claims.patch(claims.get("a"), FakeStoreTest::labelled))
                .isInstanceOf(Crash.Died.class);
        assertThat(claims.get("a").getMetadata().getLabels()).containsKey("changed");
    }

    private static NodeClaim labelled(NodeClaim claim) {
        claim.getMetadata().setLabels(Map.of("changed", "yes"));
        return claim;
    }

    private static NodeClaim provided(NodeClaim claim, String providerId) {
        claim.setStatus(new NodeClaimStatus(null, providerId, null, null, null, null, null));
        return claim;
    }
}
