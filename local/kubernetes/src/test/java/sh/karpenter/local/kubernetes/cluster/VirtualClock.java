package sh.karpenter.local.kubernetes.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that moves when it is told to.
public final class VirtualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }

    public void advanceTo(Instant later) {
        now = later.isAfter(now) ? later : now;
    }
}
