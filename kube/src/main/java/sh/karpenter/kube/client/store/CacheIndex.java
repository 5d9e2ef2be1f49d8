package sh.karpenter.kube.client.store;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ObjectKey;

/// The objects of a cache by one of their values. Objects whose value is empty are not in it.
///
/// @param <T> what the cache keeps of an object
final class CacheIndex<T> {
    private final Function<T, String> valueOf;
    private final Map<String, SortedMap<ObjectKey, T>> byValue = new ConcurrentHashMap<>();

    /// An empty index.
    ///
    /// @param valueOf the value of an object, empty for none
    CacheIndex(Function<T, String> valueOf) {
        this.valueOf = valueOf;
    }

    /// The objects with that value, in order of key.
    List<T> find(String value) {
        SortedMap<ObjectKey, T> found = byValue.get(value);
        return found == null ? List.of() : List.copyOf(found.values());
    }

    /// Follows a change of the cache. Maps are replaced, not changed, so that readers need no lock.
    void replace(ObjectKey key, @Nullable T before, @Nullable T now) {
        String valueBefore = before == null ? "" : valueOf.apply(before);
        String valueNow = now == null ? "" : valueOf.apply(now);
        if (!valueBefore.isEmpty() && !Objects.equals(valueBefore, valueNow)) {
            byValue.computeIfPresent(valueBefore, (_, objects) -> without(objects, key));
        }
        if (now != null && !valueNow.isEmpty()) {
            byValue.merge(
                    valueNow, Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(key, now))), (objects, one) -> {
                        var result = new TreeMap<>(objects);
                        result.putAll(one);
                        return Collections.unmodifiableSortedMap(result);
                    });
        }
    }

    private static <T> @Nullable SortedMap<ObjectKey, T> without(SortedMap<ObjectKey, T> objects, ObjectKey key) {
        var result = new TreeMap<>(objects);
        result.remove(key);
        return result.isEmpty() ? null : Collections.unmodifiableSortedMap(result);
    }
}
