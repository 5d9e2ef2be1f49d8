package sh.karpenter.local.kubernetes.table;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Timestamps;

/// Durations as people read them: the further away, the coarser.
public final class Ages {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private Ages() {}

    /// The time since a timestamp; `<unknown>` when there is none.
    public static String since(String timestamp, Instant now) {
        Instant then = Timestamps.parse(timestamp);
        return then == null ? "<unknown>" : of(Duration.between(then, now));
    }

    /// The time since an instant; `<unknown>` for null.
    public static String since(@Nullable Instant then, Instant now) {
        return then == null ? "<unknown>" : of(Duration.between(then, now));
    }

    /// A duration, for example `45s`, `3m20s`, `5h`, `2d3h`.
    public static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 2 * MINUTE) {
            return seconds + "s";
        }
        if (seconds < 10 * MINUTE) {
            return two(seconds, MINUTE, "m", 1, "s");
        }
        if (seconds < 3 * HOUR) {
            return seconds / MINUTE + "m";
        }
        if (seconds < 8 * HOUR) {
            return two(seconds, HOUR, "h", MINUTE, "m");
        }
        if (seconds < 2 * DAY) {
            return seconds / HOUR + "h";
        }
        if (seconds < 8 * DAY) {
            return two(seconds, DAY, "d", HOUR, "h");
        }
        if (seconds < 2 * YEAR) {
            return seconds / DAY + "d";
        }
        return seconds < 8 * YEAR ? two(seconds, YEAR, "y", DAY, "d") : seconds / YEAR + "y";
    }

    private static String two(long seconds, long large, String largeUnit, long small, String smallUnit) {
        long rest = seconds % large / small;
        return seconds / large + largeUnit + (rest == 0 ? "" : rest + smallUnit);
    }
}
