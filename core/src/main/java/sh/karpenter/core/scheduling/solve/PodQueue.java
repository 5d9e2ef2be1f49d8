package sh.karpenter.core.scheduling.solve;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import sh.karpenter.core.model.workload.Pod;

/// The pods that wait to be placed: most CPU first, then most memory, then oldest, then by uid.
///
/// A pod that fits nowhere goes to the end. The queue ends when the pod at its head was put back at the same
/// length: then a whole round
/// brought no progress.
final class PodQueue {
    private static final int NEVER = -1;

    private Entry[] entries;
    private int head;
    private int size;

    /// A pod in the queue.
    static final class Entry {
        private final Pod pod;
        private final int shape;
        private final long cpu;
        private final long memory;
        private int lengthWhenPutBack = NEVER;

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
    }

    private static final Comparator<Entry> ORDER = (a, b) -> {
        if (a.cpu != b.cpu) {
            return a.cpu > b.cpu ? -1 : 1;
        }
        if (a.memory != b.memory) {
            return a.memory > b.memory ? -1 : 1;
        }
        int byAge = a.pod.created().compareTo(b.pod.created());
        return byAge != 0 ? byAge : a.pod.uid().compareTo(b.pod.uid());
    };

    PodQueue(List<Entry> pods) {
        entries = pods.toArray(Entry[]::new);
        Arrays.sort(entries, ORDER);
        size = entries.length;
    }

    boolean hasNext() {
        return size > 0 && entries[head].lengthWhenPutBack != size;
    }

    Entry take() {
        Entry entry = entries[head];
        head = head + 1 == entries.length ? 0 : head + 1;
        size--;
        return entry;
    }

    void putBack(Entry entry) {
        int tail = head + size;
        entries[tail >= entries.length ? tail - entries.length : tail] = entry;
        size++;
        entry.lengthWhenPutBack = size;
    }

    /// Shows each pod in order, without taking it.
    void forEach(Consumer<Entry> consumer) {
        for (int i = 0; i < size; i++) {
            int index = head + i;
            consumer.accept(entries[index >= entries.length ? index - entries.length : index]);
        }
    }
}
