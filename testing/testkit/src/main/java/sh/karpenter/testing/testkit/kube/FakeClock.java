package sh.karpenter.testing.testkit.kube;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it.
public final class FakeClock implements InstantSource {
    /// When every test begins.
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /// Moves on.
    public synchronized FakeClock advance(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /// Moves to that moment, which must not be past.
    public synchronized void advanceTo(Instant moment) {
        if (moment.isBefore(now)) {
            throw new IllegalArgumentException("the clock shows " + now + " and does not go back to " + moment);
        }
        now = moment;
    }
}
