package sh.karpenter.core.scheduling.compiled;

import java.util.Arrays;

/// Remembers an `int` per `long` key: the memory of operations on pairs of interned ids.
///
/// Layout: open addressing with linear probing over two flat arrays, at most half full; no boxing, no removal.
/// One look-up costs a multiplication and usually one cache line. The key [Long#MIN_VALUE] is not allowed.
public final class LongIntTable {
    /// What [#get] answers for a key that is not there.
    public static final int MISSING = -1;

    private static final long EMPTY = Long.MIN_VALUE;

    private long[] keys = new long[32];
    private int[] values = new int[32];
    private int size;

    /// An empty table.
    public LongIntTable() {
        Arrays.fill(keys, EMPTY);
    }

    /// The key of a pair of ids.
    public static long pair(int a, int b) {
        return ((long) a << 32) | (b & 0xffff_ffffL);
    }

    /// The value of a key, [#MISSING] when it has none.
    public int get(long key) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (true) {
            long found = keys[slot];
            if (found == key) {
                return values[slot];
            }
            if (found == EMPTY) {
                return MISSING;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Sets the value of a key.
    public void put(long key, int value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        if (keys[slot] == EMPTY) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    private static int slot(long key, int mask) {
        long mixed = key * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        Arrays.fill(keys, EMPTY);
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                put(oldKeys[i], oldValues[i]);
            }
        }
    }
}
