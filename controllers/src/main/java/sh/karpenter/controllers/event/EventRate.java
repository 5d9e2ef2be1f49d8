package sh.karpenter.controllers.event;

import java.time.Duration;
import java.time.Instant;

/// How many events of a kind may be published: a token bucket.
final class EventRate {
    private final double perSecond;
    private final int burst;
    private double tokens;
    private Instant refilled;

    EventRate(double perSecond, int burst, Instant now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.refilled = now;
    }

    /// Whether one more may be published now.
    boolean take(Instant now) {
        double seconds = Math.max(0, Duration.between(refilled, now).toNanos() / 1e9);
        tokens = Math.min(burst, tokens + seconds * perSecond);
        refilled = now;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
