package sh.karpenter.core.scheduling.compiled;

import java.util.Arrays;

/// Operations on sets of small numbers that are kept as plain `long[]`.
///
/// Plain arrays instead of `java.util.BitSet`, because the inner loops combine several of them word by word
/// without allocating, and because most sets here are written once and read by many.
public final class Bits {
    private Bits() {}

    /// Words needed for numbers below `size`.
    public static int words(int size) {
        return (size + 63) >>> 6;
    }

    /// Whether a number is in the set; numbers beyond the array are not.
    public static boolean has(long[] bits, int index) {
        int word = index >>> 6;
        return word < bits.length && (bits[word] & (1L << index)) != 0;
    }

    /// Adds a number that the array has room for.
    public static void add(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    /// Adds a number, growing the array where needed.
    ///
    /// @return the array to use from now on
    public static long[] grown(long[] bits, int index) {
        int word = index >>> 6;
        long[] result = word < bits.length ? bits : Arrays.copyOf(bits, Math.max(word + 1, bits.length * 3 / 2));
        result[word] |= 1L << index;
        return result;
    }

    /// Adds the numbers from one to before another, growing the array where needed.
    ///
    /// @return the array to use from now on
    public static long[] grown(long[] bits, int from, int end) {
        long[] result = grown(bits, end - 1);
        int last = (end - 1) >>> 6;
        for (int word = from >>> 6; word <= last; word++) {
            long low = word == from >>> 6 ? -1L << from : -1L;
            long high = word == last ? -1L >>> -end : -1L;
            result[word] |= low & high;
        }
        return result;
    }

    /// All numbers below `size`.
    public static long[] all(int size) {
        long[] result = new long[words(size)];
        for (int i = 0; i < size; i++) {
            add(result, i);
        }
        return result;
    }

    /// Whether there is no number in the set.
    public static boolean isEmpty(long[] bits) {
        for (long word : bits) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /// How many numbers are in the set.
    public static int count(long[] bits) {
        int count = 0;
        for (long word : bits) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /// The smallest number from `from` on, -1 when there is none.
    public static int next(long[] bits, int from) {
        int word = from >>> 6;
        if (word >= bits.length) {
            return -1;
        }
        long rest = bits[word] & (-1L << from);
        while (rest == 0) {
            if (++word == bits.length) {
                return -1;
            }
            rest = bits[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }

    /// The smallest number from `from` on that is not in the set.
    public static int nextAbsent(long[] bits, int from) {
        int word = from >>> 6;
        if (word >= bits.length) {
            return from;
        }
        long rest = ~bits[word] & (-1L << from);
        while (rest == 0) {
            if (++word == bits.length) {
                return word << 6;
            }
            rest = ~bits[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }

    /// Whether both sets, of equal length, share a number.
    public static boolean intersect(long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            if ((a[i] & b[i]) != 0) {
                return true;
            }
        }
        return false;
    }
}
