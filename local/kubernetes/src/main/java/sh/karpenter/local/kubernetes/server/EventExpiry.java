package sh.karpenter.local.kubernetes.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import tools.jackson.databind.node.ObjectNode;

/// Forgets events an hour after they were last seen.
final class EventExpiry implements AutoCloseable {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final ApiAccess access;
    private final ResourceKind events;
    private final InstantSource clock;
    private final Thread sweeper;

    EventExpiry(ApiAccess access, ResourceKind events, InstantSource clock) {
        this.access = access;
        this.events = events;
        this.clock = clock;
        this.sweeper = Thread.ofVirtual().name("expire events").start(this::run);
    }

    /// Deletes what has expired by now.
    void sweep() {
        Instant oldest = clock.instant().minus(LIFETIME);
        for (ObjectNode event : access.list(events)) {
            Instant seen = lastSeen(event);
            if (seen != null && seen.isBefore(oldest)) {
                ObjectKey key = new ObjectKey(events, Metadata.namespace(event), Metadata.name(event));
                access.delete(key, null, null, Metadata.uid(event));
            }
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable Instant lastSeen(ObjectNode event) {
        Instant last = Timestamps.parse(Json.string(event, "series", "lastObservedTime"));
        if (last == null) {
            last = Timestamps.parse(Json.string(event, "lastTimestamp"));
        }
        return last == null ? Timestamps.parse(Json.string(event, "metadata", "creationTimestamp")) : last;
    }
}
