package sh.karpenter.controllers.nodeclaim.expiration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.kube.api.duration.NillableDuration;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.Specimens;

final class ExpirationTest {
    private static final Instant BORN = FakeClock.START;

    @Test
    void aClaimExpiresAtItsAgeAndNotBefore() {
        Duration day = Duration.ofDays(1);
        assertThat(Expiration.decide(BORN, day, false, BORN.plus(day).minusSeconds(1)))
                .isEqualTo(new Expiration.Decision.NotYet(Duration.ofSeconds(1)));
        assertThat(Expiration.decide(BORN, day, false, BORN.plus(day))).isEqualTo(new Expiration.Decision.Expire());
    }

    @Test
    void aClaimThatNeverExpiresOrIsEndingIsLeftAlone() {
        assertThat(Expiration.decide(BORN, null, false, Instant.MAX)).isEqualTo(new Expiration.Decision.NotSubject());
        assertThat(Expiration.decide(BORN, Duration.ZERO, true, BORN)).isEqualTo(new Expiration.Decision.NotSubject());
    }

    @Test
    void anExpiredClaimIsDeletedAndCounted() {
        var world = new World();
        var controller = new ExpirationController(world.context());
        world.stores.nodeClaims().put(Specimens.expiring(Specimens.claim("default-1"), new NillableDuration("1h")));
        assertThat(controller.reconcile(ObjectKey.of("default-1"))).isEqualTo(Requeue.after(Duration.ofHours(1)));
        world.clock.advance(Duration.ofHours(1));
        controller.reconcile(ObjectKey.of("default-1"));
        assertThat(world.stores.nodeClaims().get("default-1").getMetadata().getDeletionTimestamp())
                .isNotNull();
        assertThat(world.counted).anyMatch(line -> line.contains("reason=expired"));
    }
}
