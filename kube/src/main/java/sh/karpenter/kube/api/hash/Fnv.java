package sh.karpenter.kube.api.hash;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The value hashes that our drift hashes are built from: FNV-1 with 64 bits, that is multiply first, then xor.
///
/// The scheme is that of the hash annotations already stored in clusters, so that taking over a cluster does
/// not make every node drift. Numbers are fed in as little-endian bytes of their width.
public final class Fnv {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fnv() {}

    /// The bytes of the text in UTF-8.
    public static long text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /// One byte, 1 or 0.
    public static long bool(boolean value) {
        return step(OFFSET_BASIS, value ? 1 : 0);
    }

    /// Four bytes.
    public static long int32(int value) {
        return littleEndian(OFFSET_BASIS, value, Integer.BYTES);
    }

    /// Eight bytes.
    public static long int64(long value) {
        return littleEndian(OFFSET_BASIS, value, Long.BYTES);
    }

    /// A pair of hashes in which order matters.
    public static long ordered(long first, long second) {
        return littleEndian(littleEndian(OFFSET_BASIS, first, Long.BYTES), second, Long.BYTES);
    }

    /// Closes a combination, so that what follows cannot cancel it out.
    public static long finish(long hash) {
        return int64(hash);
    }

    /// The entries of a map, in no order.
    public static long map(Map<String, String> entries) {
        long hash = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            hash ^= ordered(text(entry.getKey()), text(entry.getValue()));
        }
        return finish(hash);
    }

    /// The elements of a list, in no order. Two equal elements cancel each other out.
    public static <T> long unordered(List<T> elements, ToLongFunction<T> hash) {
        long result = 0;
        for (T element : elements) {
            result ^= hash.applyAsLong(element);
        }
        return result;
    }

    /// Bytes as they are.
    public static long bytes(byte[] values) {
        long hash = OFFSET_BASIS;
        for (byte value : values) {
            hash = step(hash, value);
        }
        return hash;
    }

    private static long littleEndian(long start, long value, int width) {
        long hash = start;
        for (int i = 0; i < width; i++) {
            hash = step(hash, (int) (value >>> (8 * i)));
        }
        return hash;
    }

    private static long step(long hash, int value) {
        return (hash * PRIME) ^ (value & 0xff);
    }
}
