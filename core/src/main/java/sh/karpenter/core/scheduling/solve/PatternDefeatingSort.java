package sh.karpenter.core.scheduling.solve;

/// Sorts keys, and values along with them, by pattern-defeating quicksort (Orson Peters, arXiv 2106.05123).
///
/// The algorithm leaves parameters open, and they decide in which order equal keys come out: insertion sort up to
/// 12 elements, median of medians from 50 on, repair of nearly sorted input from 50 on with at most 5 repairs, a
/// shuffle of three elements around the middle after a partition less balanced than 1 to 8. Their values are
/// those with
/// which the order of equals is that of Go's `sort.Slice`, found by comparing with what that routine returns.
final class PatternDefeatingSort {
    private static final int INSERTION = 12;
    private static final int LARGE = 50;
    private static final int REPAIRS = 5;
    private static final int ALL_SWAPPED = 12;

    private final int[] keys;
    private final Object[] values;
    private int swaps;

    private PatternDefeatingSort(int[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    static void sort(int[] keys, Object[] values, int size) {
        new PatternDefeatingSort(keys, values).sort(0, size, Integer.SIZE - Integer.numberOfLeadingZeros(size));
    }

    /// Whether the samples from which the pivot is chosen show no disorder.
    static boolean samplesInOrder(int[] keys, int size) {
        var sort = new PatternDefeatingSort(keys, NOTHING);
        sort.pivot(0, size);
        return sort.swaps == 0;
    }

    private static final Object[] NOTHING = new Object[0];

    private boolean less(int a, int b) {
        return keys[a] < keys[b];
    }

    private void swap(int a, int b) {
        int key = keys[a];
        keys[a] = keys[b];
        keys[b] = key;
        Object value = values[a];
        values[a] = values[b];
        values[b] = value;
    }

    private void sort(int from, int to, int badChoicesLeft) {
        int low = from;
        int high = to;
        int left = badChoicesLeft;
        boolean balanced = true;
        boolean partitioned = true;
        while (high - low > INSERTION) {
            if (left == 0) {
                heapSort(low, high);
                return;
            }
            if (!balanced) {
                shuffle(low, high);
                left--;
            }
            int pivot = pivot(low, high);
            boolean looksSorted = swaps == 0;
            if (swaps == ALL_SWAPPED) {
                reverse(low, high);
                pivot = high - 1 - (pivot - low);
                looksSorted = true;
            }
            if (balanced && partitioned && looksSorted && repair(low, high)) {
                return;
            }
            if (low > 0 && !less(low - 1, pivot)) {
                low = partitionEqual(low, high, pivot);
                continue;
            }
            int found = partition(low, high, pivot);
            partitioned = found < 0;
            int middle = found < 0 ? ~found : found;
            int enough = (high - low) / 8;
            if (middle - low < high - middle) {
                balanced = middle - low >= enough;
                sort(low, middle, left);
                low = middle + 1;
            } else {
                balanced = high - middle >= enough;
                sort(middle + 1, high, left);
                high = middle;
            }
        }
        insertionSort(low, high);
    }

    private void insertionSort(int low, int high) {
        for (int i = low + 1; i < high; i++) {
            for (int j = i; j > low && less(j, j - 1); j--) {
                swap(j, j - 1);
            }
        }
    }

    /// Chooses the pivot; counts in [#swaps] how many of the compared samples were out of order.
    private int pivot(int low, int high) {
        int length = high - low;
        swaps = 0;
        int first = low + length / 4;
        int second = low + length / 4 * 2;
        int third = low + length / 4 * 3;
        if (length >= LARGE) {
            first = median(first - 1, first, first + 1);
            second = median(second - 1, second, second + 1);
            third = median(third - 1, third, third + 1);
        }
        return median(first, second, third);
    }

    private int median(int first, int second, int third) {
        int a = first;
        int b = second;
        int c = third;
        if (less(b, a)) {
            swaps++;
            int rest = a;
            a = b;
            b = rest;
        }
        if (less(c, b)) {
            swaps++;
            int rest = b;
            b = c;
            c = rest;
        }
        if (less(b, a)) {
            swaps++;
            return a;
        }
        return b;
    }

    /// Tries to repair a nearly sorted range with a few moves.
    private boolean repair(int low, int high) {
        int i = low + 1;
        for (int round = 0; round < REPAIRS; round++) {
            while (i < high && !less(i, i - 1)) {
                i++;
            }
            if (i == high) {
                return true;
            }
            if (high - low < LARGE) {
                return false;
            }
            swap(i, i - 1);
            if (i - low >= 2) {
                for (int j = i - 1; j >= 1 && less(j, j - 1); j--) {
                    swap(j, j - 1);
                }
            }
            if (high - i >= 2) {
                for (int j = i + 1; j < high && less(j, j - 1); j++) {
                    swap(j, j - 1);
                }
            }
        }
        return false;
    }

    /// Splits the range around the pivot.
    ///
    /// @return where the pivot came to stand; its complement when the range was split already
    private int partition(int low, int high, int pivot) {
        swap(low, pivot);
        int i = low + 1;
        int j = high - 1;
        boolean moved = false;
        while (true) {
            while (i <= j && less(i, low)) {
                i++;
            }
            while (i <= j && !less(j, low)) {
                j--;
            }
            if (i > j) {
                break;
            }
            swap(i++, j--);
            moved = true;
        }
        swap(j, low);
        return moved ? j : ~j;
    }

    /// Puts elements equal to the pivot, which is the smallest, first; returns the first after them.
    private int partitionEqual(int low, int high, int pivot) {
        swap(low, pivot);
        int i = low + 1;
        int j = high - 1;
        while (true) {
            while (i <= j && !less(low, i)) {
                i++;
            }
            while (i <= j && less(low, j)) {
                j--;
            }
            if (i > j) {
                return i;
            }
            swap(i++, j--);
        }
    }

    private void reverse(int low, int high) {
        for (int i = low, j = high - 1; i < j; i++, j--) {
            swap(i, j);
        }
    }

    /// Breaks patterns that led to a bad partition, with a generator seeded by the length.
    private void shuffle(int low, int high) {
        int length = high - low;
        if (length < 8) {
            return;
        }
        long random = length;
        int modulus = 1 << (Integer.SIZE - Integer.numberOfLeadingZeros(length));
        int middle = low + length / 4 * 2 - 1;
        for (int i = 0; i < 3; i++) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            int other = (int) (random & (modulus - 1));
            swap(middle + i, low + (other >= length ? other - length : other));
        }
    }

    private void heapSort(int low, int high) {
        int length = high - low;
        for (int i = (length - 1) / 2; i >= 0; i--) {
            siftDown(i, length, low);
        }
        for (int i = length - 1; i >= 0; i--) {
            swap(low, low + i);
            siftDown(0, i, low);
        }
    }

    private void siftDown(int from, int end, int low) {
        int root = from;
        while (2 * root + 1 < end) {
            int child = 2 * root + 1;
            if (child + 1 < end && less(low + child, low + child + 1)) {
                child++;
            }
            if (!less(low + root, low + child)) {
                return;
            }
            swap(low + root, low + child);
            root = child;
        }
    }
}
