package sh.karpenter.kube.mapping;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/// Keeps one instance of equal values for as long as somebody uses it.
///
/// @param <T> an immutable value with equals and hashCode
final class Interner<T> {
    private final Map<T, WeakReference<T>> known = new WeakHashMap<>();

    /// The instance that all share.
    synchronized T intern(T value) {
        WeakReference<T> reference = known.get(value);
        T shared = reference == null ? null : reference.get();
        if (shared != null) {
            return shared;
        }
        known.put(value, new WeakReference<>(value));
        return value;
    }
}
