package sh.karpenter.local.kubernetes.cluster.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ObjectKey;

/// The pods that wait for a node: those to be tried now, by importance and age, and those that did not fit, by
/// shape, until something happens that may help them, and then until their pause is over.
final class SchedulingQueue {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(10);
    /// A pod that nothing seemed to help is tried again after this time anyway.
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(5);

    /// One waiting pod.
    private static final class Entry implements Comparable<Entry> {
        private PodFacts pod;
        private final long sequence;
        private int attempts;
        private Instant lastAttempt = Instant.EPOCH;

        Entry(PodFacts pod, long sequence) {
            this.pod = pod;
            this.sequence = sequence;
        }

        Instant pauseEnds() {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 10));
            return attempts == 0 ? lastAttempt : lastAttempt.plus(pause.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause);
        }

        @Override
        public int compareTo(Entry other) {
            int order = Long.compare(other.pod.priority(), pod.priority());
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    private final Map<ObjectKey, Entry> entries = new LinkedHashMap<>();
    private final TreeSet<Entry> active = new TreeSet<>();
    private final Map<ObjectKey, Entry> pausing = new LinkedHashMap<>();
    private final Map<PodShape, Map<ObjectKey, Entry>> stuck = new LinkedHashMap<>();
    private long sequence;

    /// Puts a new pod in line, or takes over changes of a waiting one (which may help it).
    void put(PodFacts pod) {
        Entry present = entries.get(pod.key());
        if (present == null) {
            Entry entry = new Entry(pod, sequence++);
            entries.put(pod.key(), entry);
            active.add(entry);
            return;
        }
        boolean reshaped = !present.pod.shape().equals(pod.shape());
        boolean wasActive = active.remove(present);
        boolean wasPausing = pausing.remove(pod.key()) != null;
        removeStuck(present);
        present.pod = pod;
        if (wasActive || reshaped) {
            active.add(present);
        } else if (wasPausing) {
            pausing.put(pod.key(), present);
        } else {
            addStuck(present);
        }
    }

    void remove(ObjectKey key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            active.remove(entry);
            pausing.remove(key);
            removeStuck(entry);
        }
    }

    boolean contains(ObjectKey key) {
        return entries.containsKey(key);
    }

    /// The next pod to try; null when none is to be tried now.
    @Nullable
    PodFacts poll(Instant now) {
        releasePaused(now);
        Entry entry = active.pollFirst();
        if (entry == null) {
            return null;
        }
        entry.attempts++;
        entry.lastAttempt = now;
        return entry.pod;
    }

    boolean hasActive() {
        return !active.isEmpty();
    }

    /// Puts a pod that was tried back to wait for help.
    void putStuck(PodFacts pod) {
        Entry entry = entries.get(pod.key());
        if (entry != null && !active.contains(entry)) {
            addStuck(entry);
        }
    }

    /// Something happened: pods of shapes it may help are tried again when their pause is over.
    void help(Predicate<PodFacts> mayHelp, Instant now) {
        for (PodShape shape : new ArrayList<>(stuck.keySet())) {
            Map<ObjectKey, Entry> same = stuck.get(shape);
            if (same != null && mayHelp.test(same.values().iterator().next().pod)) {
                stuck.remove(shape);
                same.forEach(pausing::put);
            }
        }
        releasePaused(now);
    }

    /// Pods that have waited too long are tried again.
    void helpForgotten(Instant now) {
        List<Entry> forgotten = new ArrayList<>();
        for (Map<ObjectKey, Entry> same : stuck.values()) {
            for (Entry entry : same.values()) {
                if (!entry.lastAttempt.plus(FORGOTTEN_AFTER).isAfter(now)) {
                    forgotten.add(entry);
                }
            }
        }
        for (Entry entry : forgotten) {
            removeStuck(entry);
            active.add(entry);
        }
    }

    /// When the next pod's pause is over, null when none pauses.
    @Nullable
    Instant nextPauseEnd() {
        Instant next = null;
        for (Entry entry : pausing.values()) {
            Instant end = entry.pauseEnds();
            if (next == null || end.isBefore(next)) {
                next = end;
            }
        }
        return next;
    }

    boolean hasStuck() {
        return !stuck.isEmpty();
    }

    private void releasePaused(Instant now) {
        if (pausing.isEmpty()) {
            return;
        }
        List<Entry> released = new ArrayList<>();
        for (Entry entry : pausing.values()) {
            if (!entry.pauseEnds().isAfter(now)) {
                released.add(entry);
            }
        }
        for (Entry entry : released) {
            pausing.remove(entry.pod.key());
            active.add(entry);
        }
    }

    private void addStuck(Entry entry) {
        stuck.computeIfAbsent(entry.pod.shape(), _ -> new LinkedHashMap<>()).put(entry.pod.key(), entry);
    }

    private void removeStuck(Entry entry) {
        Map<ObjectKey, Entry> same = stuck.get(entry.pod.shape());
        if (same != null && same.remove(entry.pod.key()) != null && same.isEmpty()) {
            stuck.remove(entry.pod.shape());
        }
    }
}
