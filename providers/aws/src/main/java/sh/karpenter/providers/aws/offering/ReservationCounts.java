package sh.karpenter.providers.aws.offering;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import sh.karpenter.providers.aws.cache.Caches;

/// How many machines each capacity reservation still has room for: what EC2 said last, less what was launched
/// since.
public final class ReservationCounts {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration GIVEN_BACK_KEPT = Duration.ofMinutes(15);

    private final InstantSource clock;
    private final Cache<String, Count> counts;
    private final Cache<String, Boolean> givenBack;
    private final AtomicLong generation = new AtomicLong();

    public ReservationCounts(InstantSource clock) {
        this.clock = clock;
        this.counts = Caches.expiring(KEPT, clock);
        this.givenBack = Caches.expiring(GIVEN_BACK_KEPT, clock);
    }

    /// Machines that the reservation still has room for; 0 when it is not known.
    public int available(String reservationId) {
        Count count = counts.getIfPresent(reservationId);
        return count == null ? 0 : count.available();
    }

    /// EC2 says how many there are.
    public void synced(String reservationId, int available) {
        set(reservationId, new Count(available, clock.instant()));
    }

    /// A machine was launched into it. A count that EC2 told after the launch already has the machine in it.
    public void launched(String reservationId, Instant at) {
        Count count = counts.getIfPresent(reservationId);
        if (count != null && count.available() > 0 && !count.synced().isAfter(at)) {
            set(reservationId, new Count(count.available() - 1, count.synced()));
        }
    }

    /// A machine in it is gone. Told again for the same machine, it does not count again.
    public void terminated(String reservationId, String instanceId) {
        if (givenBack.asMap().putIfAbsent(instanceId, true) != null) {
            return;
        }
        Count count = counts.getIfPresent(reservationId);
        if (count != null) {
            set(reservationId, new Count(count.available() + 1, count.synced()));
        }
    }

    /// EC2 refused a launch because the reservation is full.
    public void exhausted(String reservationId) {
        set(reservationId, new Count(0, clock.instant()));
    }

    /// Changes whenever a count does.
    long generation() {
        return generation.get();
    }

    private void set(String reservationId, Count count) {
        counts.put(reservationId, count);
        generation.incrementAndGet();
    }

    private record Count(int available, Instant synced) {}
}
