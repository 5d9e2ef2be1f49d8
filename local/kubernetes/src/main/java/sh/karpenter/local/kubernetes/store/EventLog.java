package sh.karpenter.local.kubernetes.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The history of one resource: a queue of events that forgets its oldest entries.
///
/// Readers keep a *position*, the ordinal of the next event they want, which stays valid while the log is
/// trimmed. An event is forgotten when there are more than [#KEPT_EVENTS] and it is older than [#KEPT_TIME],
/// or when there are more than [#MOST_EVENTS]. Guarded by the store's lock.
final class EventLog {
    static final int KEPT_EVENTS = 10_000;
    static final int MOST_EVENTS = 100_000;
    static final Duration KEPT_TIME = Duration.ofMinutes(5);

    private StoredEvent[] ring = new StoredEvent[64];
    private long first;
    private long next;
    private long forgottenRevision;

    void append(StoredEvent event) {
        trim(event.committed());
        if (next - first == ring.length) {
            grow();
        }
        ring[slot(next)] = event;
        next++;
    }

    /// The position after the last event.
    long end() {
        return next;
    }

    /// The highest resource version that was forgotten; 0 while everything is there.
    long forgottenRevision() {
        return forgottenRevision;
    }

    /// The position of the first event with a resource version above the given one.
    long positionAfter(long revision) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (ring[slot(middle)].revision() > revision) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// Whether the event at this position has been forgotten.
    boolean isForgotten(long position) {
        return position < first;
    }

    /// Events from a position on, at most so many.
    List<StoredEvent> read(long position, int most) {
        List<StoredEvent> events = new ArrayList<>();
        for (long at = position; at < next && events.size() < most; at++) {
            events.add(ring[slot(at)]);
        }
        return events;
    }

    /// Forgets everything.
    void compact() {
        while (first < next) {
            forgetFirst();
        }
    }

    private void trim(Instant now) {
        Instant keepSince = now.minus(KEPT_TIME);
        while (next - first > MOST_EVENTS
                || (next - first > KEPT_EVENTS && ring[slot(first)].committed().isBefore(keepSince))) {
            forgetFirst();
        }
    }

    @SuppressWarnings("NullAway") // a forgotten slot is never read again
    private void forgetFirst() {
        forgottenRevision = ring[slot(first)].revision();
        ring[slot(first)] = null;
        first++;
    }

    private void grow() {
        StoredEvent[] larger = new StoredEvent[ring.length * 2];
        for (long at = first; at < next; at++) {
            larger[(int) (at & (larger.length - 1))] = ring[slot(at)];
        }
        ring = larger;
    }

    private int slot(long position) {
        return (int) (position & (ring.length - 1));
    }
}
