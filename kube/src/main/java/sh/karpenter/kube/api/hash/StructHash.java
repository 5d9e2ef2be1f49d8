package sh.karpenter.kube.api.hash;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The hash of a structure: its type's name, then every field that counts, in order of declaration. A field
/// that is absent adds nothing, so a structure may gain fields without changing the hash of those that do not
/// use them.
///
/// ```java
/// long hash = StructHash.of("Taint").text("Key", "dedicated").text("Value", null).value();
/// ```
public final class StructHash {
    private long hash;

    private StructHash(long hash) {
        this.hash = hash;
    }

    /// A structure without fields yet.
    public static StructHash of(String typeName) {
        return new StructHash(Fnv.text(typeName));
    }

    /// A text that does not count when it is empty.
    public StructHash text(String name, @Nullable String value) {
        return value == null || value.isEmpty() ? this : with(name, Fnv.text(value));
    }

    /// A number that does not count when it is zero.
    public StructHash int32(String name, int value) {
        return value == 0 ? this : with(name, Fnv.int32(value));
    }

    /// A flag that does not count when it is false.
    public StructHash bool(String name, @Nullable Boolean value) {
        return value == null || !value ? this : with(name, Fnv.bool(true));
    }

    /// A value that counts whenever it is there, even when it is empty, zero or false.
    public <T> StructHash present(String name, @Nullable T value, ToLongFunction<T> hashOfValue) {
        return value == null ? this : with(name, hashOfValue.applyAsLong(value));
    }

    /// The hash of the fields so far.
    public long value() {
        return hash;
    }

    private StructHash with(String name, long value) {
        hash = Fnv.finish(hash ^ Fnv.ordered(Fnv.text(name), value));
        return this;
    }
}
