package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sh.karpenter.core.model.workload.Pod;

/// The pods that wait to be placed: most CPU first, then most memory, then oldest, then by uid.
///
/// A pod that fits nowhere goes to the end. The queue ends when the pod at its head was put back at the same
/// length: then a whole round brought no progress.
final class PodQueue {
    private static final int NEVER = -1;

    private final List<Entry> putBack = new ArrayList<>();
    private final Entry[] entries;
    private int alike;
    private int head;
    private int size;

    /// A pod in the queue.
    static final class Entry implements Comparable<Entry> {
        private final Pod pod;
        private final int shape;
        private final long cpu;
        private final long memory;
        private int lengthWhenPutBack = NEVER;
        private boolean placed;
        private boolean waits;

        Entry(Pod pod, int shape, long cpu, long memory) {
            this.pod = pod;
            this.shape = shape;
            this.cpu = cpu;
            this.memory = memory;
        }

        Pod pod() {
            return pod;
        }

        int shape() {
            return shape;
        }

        /// Notes that it was placed.
        void place() {
            placed = true;
        }

        /// Whether it was placed.
        boolean placed() {
            return placed;
        }

        /// Whether it was put back because reserved capacity is short.
        boolean waits() {
            return waits;
        }

        @Override
        public int compareTo(Entry other) {
            if (cpu != other.cpu) {
                return cpu > other.cpu ? -1 : 1;
            }
            if (memory != other.memory) {
                return memory > other.memory ? -1 : 1;
            }
            int byAge = pod.created().compareTo(other.pod.created());
            return byAge != 0 ? byAge : pod.uid().compareTo(other.pod.uid());
        }
    }

    PodQueue(List<Entry> pods) {
        entries = pods.toArray(new Entry[0]);
        Arrays.sort(entries);
        size = entries.length;
    }

    boolean hasNext() {
        return size > 0 && entries[head].lengthWhenPutBack != size;
    }

    /// How many pods at the head have a shape and will not end the queue when it is their turn; at least so many.
    int alike(int shape) {
        if (alike == 0) {
            while (alike < size && get(alike).shape == shape && get(alike).lengthWhenPutBack != size - alike) {
                alike++;
            }
            return alike;
        }
        return get(0).shape == shape ? alike : 0;
    }

    Entry take() {
        alike = Math.max(0, alike - 1);
        Entry entry = entries[head];
        head = head + 1 == entries.length ? 0 : head + 1;
        size--;
        return entry;
    }

    /// Puts a pod that fits nowhere to the end.
    ///
    /// @param waits whether that is because reserved capacity is short
    void putBack(Entry entry, boolean waits) {
        if (entry.lengthWhenPutBack == NEVER) {
            putBack.add(entry);
        }
        entry.waits = waits;
        alike = 0;
        int tail = head + size;
        entries[tail >= entries.length ? tail - entries.length : tail] = entry;
        size++;
        entry.lengthWhenPutBack = size;
    }

    /// How many pods wait.
    int size() {
        return size;
    }

    /// A pod by its position in the queue, without taking it.
    Entry get(int position) {
        int index = head + position;
        return entries[index >= entries.length ? index - entries.length : index];
    }

    /// All pods that were put back at least once, placed since or not, in the order in which that happened first.
    List<Entry> everPutBack() {
        return putBack;
    }
}
