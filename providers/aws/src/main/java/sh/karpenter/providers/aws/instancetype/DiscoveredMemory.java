package sh.karpenter.providers.aws.instancetype;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.ResolvedAmi;
import sh.karpenter.providers.aws.cache.Caches;

/// How much memory the kubelets of running nodes reported, per instance type and set of images. It replaces the
/// estimate, so that the second node of a type is planned exactly.
///
/// Of several reports the smallest counts: a plan for a machine that turns out smaller would leave pods over.
public final class DiscoveredMemory {
    private static final Duration KEPT = Duration.ofDays(60);

    private final Cache<Key, Long> seen;
    private final AtomicLong generation = new AtomicLong();

    public DiscoveredMemory(InstantSource clock) {
        this.seen = Caches.expiring(KEPT, clock);
    }

    /// Remembers a report.
    ///
    /// @param type the node's instance type
    /// @param amis the images that its class resolves to
    /// @param bytes the memory that the kubelet reported
    public void report(String type, List<ResolvedAmi> amis, long bytes) {
        var key = new Key(type, amis);
        Long known = seen.getIfPresent(key);
        if (known == null || bytes <= known) {
            seen.put(key, bytes);
        }
        if (known == null || bytes < known) {
            generation.incrementAndGet();
        }
    }

    /// The memory of a node of the type, null while no such node was seen.
    @Nullable
    Long bytes(String type, List<ResolvedAmi> amis) {
        return seen.getIfPresent(new Key(type, amis));
    }

    /// Changes whenever an answer of [#bytes] does, expiry after weeks excepted.
    long generation() {
        return generation.get();
    }

    private record Key(String type, List<ResolvedAmi> amis) {}
}
