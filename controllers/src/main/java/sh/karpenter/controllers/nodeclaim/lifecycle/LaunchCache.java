package sh.karpenter.controllers.nodeclaim.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Instance;

/// Machines that were launched and whose claims do not say so yet, by the claim's uid: when writing the claim
/// fails, the next look adopts the same machine without asking the provider again. It only saves a call: after
/// a restart the provider finds the machine by the claim's tag.
final class LaunchCache {
    private static final Duration KEPT = Duration.ofHours(1);

    private final InstantSource clock;
    private final ConcurrentHashMap<String, Entry> byClaim = new ConcurrentHashMap<>();

    LaunchCache(InstantSource clock) {
        this.clock = clock;
    }

    void put(String claimUid, Instance instance) {
        Instant now = clock.instant();
        byClaim.values().removeIf(entry -> !entry.until().isAfter(now));
        byClaim.put(claimUid, new Entry(instance, now.plus(KEPT)));
    }

    @Nullable
    Instance find(String claimUid) {
        Entry entry = byClaim.get(claimUid);
        return entry == null || !entry.until().isAfter(clock.instant()) ? null : entry.instance();
    }

    void remove(String claimUid) {
        byClaim.remove(claimUid);
    }

    private record Entry(Instance instance, Instant until) {}
}
