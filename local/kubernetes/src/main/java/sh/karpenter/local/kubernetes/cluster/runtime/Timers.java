package sh.karpenter.local.kubernetes.cluster.runtime;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Things to do later, at most once each: asking again for something moves it only to an earlier time.
final class Timers<T> {
    private record Due(Instant at, long sequence) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = at.compareTo(other.at);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    private final TreeMap<Due, T> waiting = new TreeMap<>();
    private final Map<T, Due> dues = new HashMap<>();
    private long sequence;

    void add(T item, Instant at) {
        Due present = dues.get(item);
        if (present != null) {
            if (!at.isBefore(present.at)) {
                return;
            }
            waiting.remove(present);
        }
        Due due = new Due(at, sequence++);
        waiting.put(due, item);
        dues.put(item, due);
    }

    /// The next thing that is due, removed; null when there is none yet.
    @Nullable
    T poll(Instant now) {
        if (waiting.isEmpty() || waiting.firstKey().at.isAfter(now)) {
            return null;
        }
        T item = waiting.pollFirstEntry().getValue();
        dues.remove(item);
        return item;
    }

    /// When the next thing is due, null when nothing waits.
    @Nullable
    Instant next() {
        return waiting.isEmpty() ? null : waiting.firstKey().at;
    }
}
