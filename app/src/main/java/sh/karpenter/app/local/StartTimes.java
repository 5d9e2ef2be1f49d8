package sh.karpenter.app.local;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// How long each part of a local cluster took to start, one after the other.
final class StartTimes {
    private final SequencedMap<String, Duration> parts = new LinkedHashMap<>();
    private Instant last;

    private StartTimes(Instant start) {
        this.last = start;
    }

    /// Counts from the start of this process.
    static StartTimes sinceProcessStart() {
        return new StartTimes(ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    /// Says that a part is ready.
    void reached(String part) {
        Instant now = Instant.now();
        parts.put(part, Duration.between(last, now));
        last = now;
    }

    /// All parts, for example `process 0.4 s, control plane 1.1 s`.
    @Override
    public String toString() {
        return parts.entrySet().stream().map(StartTimes::text).collect(Collectors.joining(", "));
    }

    private static String text(Map.Entry<String, Duration> part) {
        return String.format(
                Locale.ROOT, "%s %.1f s", part.getKey(), part.getValue().toMillis() / 1000.0);
    }
}
