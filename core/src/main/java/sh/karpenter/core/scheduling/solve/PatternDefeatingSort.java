package sh.karpenter.core.scheduling.solve;

import java.util.ArrayDeque;

/// Sorts keys, and values along with them, by pattern-defeating quicksort, so that equal keys come out in the order
/// in which that algorithm leaves them; why that matters is told in ADR 30.
///
/// Written from the paper (Orson Peters, "Pattern-defeating Quicksort", 2021, arXiv 2106.05123), which describes:
/// 1. short ranges are sorted by insertion;
/// 2. the pivot is the median of samples; samples without disorder hint at a sorted range, which a few
///    insertions may repair; samples in full disorder hint at a reversed one, which is turned round;
/// 3. a pivot equal to the element before the range means many equal keys: they are set apart in one pass;
/// 4. after a lopsided split some elements are scattered to break the pattern, and after too many of them the range
///    is sorted by a heap.
///
/// The paper leaves numbers open. Those below, the samples' places and the generator that scatters, are those of
/// Go's `sort.Slice`, found by comparing outcomes with it (see the test).
final class PatternDefeatingSort {
    private static final int SORTED_BY_INSERTION = 12;
    private static final int NINE_SAMPLES_FROM = 50;
    private static final int MOST_REPAIRS = 5;
    private static final int REPAIRED_FROM = 50;
    private static final int LOPSIDED = 8;
    private static final int SCATTERED_FROM = 8;
    private static final int FULL_DISORDER = 12;

    private final int[] keys;
    private final Object[] values;
    private final ArrayDeque<Range> pending = new ArrayDeque<>();

    /// How many of the compared samples of the last pivot were out of order.
    private int disorder;

    /// A range that is still to be sorted.
    ///
    /// @param from its first element
    /// @param to the element behind its last
    /// @param patience lopsided splits that are still put up with
    /// @param even whether the split that it comes from was not lopsided
    /// @param settled whether in that split every element was on its side already
    private record Range(int from, int to, int patience, boolean even, boolean settled) {
        int size() {
            return to - from;
        }
    }

    private PatternDefeatingSort(int[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    static void sort(int[] keys, Object[] values, int size) {
        var sort = new PatternDefeatingSort(keys, values);
        sort.pending.push(new Range(0, size, bits(size), true, true));
        while (!sort.pending.isEmpty()) {
            sort.sort(sort.pending.pop());
        }
    }

    /// Whether the samples from which the pivot is chosen show no disorder.
    static boolean samplesInOrder(int[] keys, int size) {
        var sort = new PatternDefeatingSort(keys, NO_VALUES);
        sort.choosePivot(0, size);
        return sort.disorder == 0;
    }

    private static final Object[] NO_VALUES = new Object[0];

    private static int bits(int number) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(number);
    }

    private void sort(Range range) {
        if (range.size() <= SORTED_BY_INSERTION) {
            for (int next = range.from() + 1; next < range.to(); next++) {
                carryDown(next, range.from());
            }
        } else if (range.patience() == 0) {
            sortByHeap(range.from(), range.size());
        } else {
            int patience = range.patience();
            if (!range.even()) {
                scatter(range.from(), range.size());
                patience--;
            }
            split(range, patience);
        }
    }

    private void split(Range range, int patience) {
        int pivot = choosePivot(range.from(), range.to());
        boolean hopeful = disorder == 0;
        if (disorder == FULL_DISORDER) {
            turnRound(range.from(), range.to());
            pivot = range.from() + range.to() - 1 - pivot;
            hopeful = true;
        }
        if (hopeful && range.even() && range.settled() && repair(range.from(), range.to())) {
            return;
        }
        swap(range.from(), pivot);
        if (range.from() > 0 && keys[range.from() - 1] >= keys[range.from()]) {
            int behindEquals = meet(range, true) + 1;
            pending.push(new Range(behindEquals, range.to(), patience, range.even(), range.settled()));
            return;
        }
        boolean settled = separated(range);
        int middle = meet(range, false);
        swap(range.from(), middle);
        int below = middle - range.from();
        int above = range.to() - middle;
        boolean even = Math.min(below, above) >= range.size() / LOPSIDED;
        // The greater part inherits how the split went, the other starts afresh. In which order they are sorted does
        // not matter.
        boolean greaterAbove = below < above;
        pending.push(new Range(range.from(), middle, patience, greaterAbove || even, greaterAbove || settled));
        pending.push(new Range(middle + 1, range.to(), patience, !greaterAbove || even, !greaterAbove || settled));
    }

    /// Whether the elements behind the pivot, which stands first, are separated into those below it and the rest.
    private boolean separated(Range range) {
        int pivot = keys[range.from()];
        int next = range.from() + 1;
        while (next < range.to() && keys[next] < pivot) {
            next++;
        }
        while (next < range.to() && keys[next] >= pivot) {
            next++;
        }
        return next == range.to();
    }

    /// Separates the elements behind the pivot, which stands first: from both ends towards each other, exchanging
    /// those that are on the wrong side.
    ///
    /// @param equalsBelow whether elements equal to the pivot belong to the lower side
    /// @return the last of the lower side; the pivot's own place when there is none
    private int meet(Range range, boolean equalsBelow) {
        int pivot = keys[range.from()];
        // Whole numbers: "at most the pivot" is "below the number after it".
        long bound = equalsBelow ? pivot + 1L : pivot;
        int low = range.from() + 1;
        int high = range.to() - 1;
        while (true) {
            while (low <= high && keys[low] < bound) {
                low++;
            }
            while (low <= high && keys[high] >= bound) {
                high--;
            }
            if (low > high) {
                return high;
            }
            swap(low++, high--);
        }
    }

    /// The median of three samples, each itself the median of three neighbours in a long range.
    private int choosePivot(int from, int to) {
        int quarter = (to - from) / 4;
        disorder = 0;
        int first = from + quarter;
        int second = from + 2 * quarter;
        int third = from + 3 * quarter;
        if (to - from >= NINE_SAMPLES_FROM) {
            first = medianAround(first);
            second = medianAround(second);
            third = medianAround(third);
        }
        return median(first, second, third);
    }

    private int medianAround(int place) {
        return median(place - 1, place, place + 1);
    }

    /// By sorting the three places: at most three exchanges, which are counted.
    private int median(int first, int second, int third) {
        boolean exchanged = keys[second] < keys[first];
        int lower = exchanged ? second : first;
        int middle = exchanged ? first : second;
        disorder += exchanged ? 1 : 0;
        if (keys[third] < keys[middle]) {
            disorder++;
            middle = third;
        }
        if (keys[middle] < keys[lower]) {
            disorder++;
            middle = lower;
        }
        return middle;
    }

    /// Tries to sort a range that is nearly sorted with a few insertions to both sides.
    ///
    /// @return whether it is sorted now
    private boolean repair(int from, int to) {
        int next = from + 1;
        for (int repairs = 0; repairs < MOST_REPAIRS; repairs++) {
            while (next < to && keys[next] >= keys[next - 1]) {
                next++;
            }
            if (next == to) {
                return true;
            }
            if (to - from < REPAIRED_FROM) {
                return false;
            }
            swap(next, next - 1);
            carryDown(next - 1, from);
            carryUp(next, to);
        }
        return false;
    }

    /// Moves an element down past greater ones.
    private void carryDown(int place, int from) {
        for (int at = place; at > from && keys[at] < keys[at - 1]; at--) {
            swap(at, at - 1);
        }
    }

    /// Moves an element up past smaller ones.
    private void carryUp(int place, int to) {
        for (int at = place; at + 1 < to && keys[at + 1] < keys[at]; at++) {
            swap(at, at + 1);
        }
    }

    private void turnRound(int from, int to) {
        for (int low = from, high = to - 1; low < high; low++, high--) {
            swap(low, high);
        }
    }

    /// Exchanges three elements around the middle with others, by a xorshift generator that starts from the size.
    private void scatter(int from, int size) {
        if (size < SCATTERED_FROM) {
            return;
        }
        int mask = (1 << bits(size)) - 1;
        int first = from + size / 4 * 2 - 1;
        long random = size;
        for (int place = first; place < first + 3; place++) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            int other = (int) random & mask;
            swap(place, from + (other < size ? other : other - size));
        }
    }

    private void sortByHeap(int from, int size) {
        for (int root = (size - 1) / 2; root >= 0; root--) {
            sink(from, root, size);
        }
        for (int last = size - 1; last >= 0; last--) {
            swap(from, from + last);
            sink(from, 0, last);
        }
    }

    /// Lets an element of a heap sink until it is not smaller than its children.
    private void sink(int from, int element, int size) {
        int parent = element;
        for (int child = 2 * parent + 1; child < size; child = 2 * parent + 1) {
            int greater = child + 1 < size && keys[from + child] < keys[from + child + 1] ? child + 1 : child;
            if (keys[from + parent] >= keys[from + greater]) {
                return;
            }
            swap(from + parent, from + greater);
            parent = greater;
        }
    }

    private void swap(int a, int b) {
        int key = keys[a];
        keys[a] = keys[b];
        keys[b] = key;
        Object value = values[a];
        values[a] = values[b];
        values[b] = value;
    }
}
