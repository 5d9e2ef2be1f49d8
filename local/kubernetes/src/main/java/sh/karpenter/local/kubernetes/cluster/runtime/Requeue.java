package sh.karpenter.local.kubernetes.cluster.runtime;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a controller wants to look at a key again although nothing changed.
///
/// @param after null for never
public record Requeue(@Nullable Duration after) {
    private static final Requeue NONE = new Requeue(null);

    public static Requeue none() {
        return NONE;
    }

    public static Requeue after(Duration wait) {
        return new Requeue(wait.isNegative() ? Duration.ZERO : wait);
    }

    /// At `due`, or at once when that has passed.
    public static Requeue at(Instant due, Instant now) {
        return after(Duration.between(now, due));
    }

    /// Whichever is sooner.
    public Requeue orSooner(Requeue other) {
        if (after == null) {
            return other;
        }
        return other.after == null || after.compareTo(other.after) <= 0 ? this : other;
    }
}
