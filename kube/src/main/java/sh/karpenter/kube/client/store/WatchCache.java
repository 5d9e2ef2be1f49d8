package sh.karpenter.kube.client.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ObjectKey;

/// The present version of every object of one kind, fed by a watch and by the answers to our own writes.
///
/// The two feeds overtake each other, so versions decide: of one object (by uid) only a newer version replaces
/// the one held, and what was reported gone does not come back by a late answer. Reads take no lock; changes
/// are made and announced one at a time.
///
/// @param <T> what is kept of an object
final class WatchCache<T> {
    /// How many deleted objects are remembered so that a late answer to a write does not bring one back.
    private static final int REMEMBERED_DELETIONS = 10_000;

    private final ConcurrentSkipListMap<ObjectKey, Entry<T>> entries = new ConcurrentSkipListMap<>();
    private final Map<String, Boolean> deleted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_DELETIONS;
        }
    };
    private final List<ChangeListener<? super T>> listeners = new ArrayList<>();
    private final List<CacheIndex<T>> indexes;
    private volatile boolean synced;

    /// An empty cache.
    ///
    /// @param indexes kept up to date with it
    WatchCache(List<CacheIndex<T>> indexes) {
        this.indexes = List.copyOf(indexes);
    }

    @Nullable
    T find(ObjectKey key) {
        Entry<T> entry = entries.get(key);
        return entry == null ? null : entry.value;
    }

    List<T> list() {
        var result = new ArrayList<T>(entries.size());
        entries.values().forEach(entry -> result.add(entry.value));
        return Collections.unmodifiableList(result);
    }

    boolean synced() {
        return synced;
    }

    void markSynced() {
        synced = true;
    }

    synchronized void subscribe(ChangeListener<? super T> listener) {
        entries.values().forEach(entry -> listener.present(null, entry.value));
        listeners.add(listener);
    }

    /// Takes a version of an object.
    ///
    /// @param version its resource version
    synchronized void present(ObjectKey key, String uid, String version, T value) {
        if (deleted.containsKey(uid)) {
            return;
        }
        long number = number(version);
        Entry<T> known = entries.get(key);
        if (known != null && known.uid.equals(uid)) {
            if (number >= 0 && known.version >= number) {
                return;
            }
            replace(key, known.value, new Entry<>(uid, number, value));
            return;
        }
        if (known != null) {
            gone(key, known.uid);
        }
        replace(key, null, new Entry<>(uid, number, value));
    }

    private void replace(ObjectKey key, @Nullable T before, Entry<T> now) {
        entries.put(key, now);
        indexes.forEach(index -> index.replace(key, before, now.value));
        listeners.forEach(listener -> listener.present(before, now.value));
    }

    /// Takes the end of an object.
    synchronized void gone(ObjectKey key, String uid) {
        deleted.put(uid, true);
        Entry<T> known = entries.get(key);
        if (known == null || !known.uid.equals(uid)) {
            return;
        }
        entries.remove(key);
        indexes.forEach(index -> index.replace(key, known.value, null));
        listeners.forEach(listener -> listener.gone(known.value));
    }

    /// Resource versions of one resource are decimal numbers that grow; anything else cannot be compared.
    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException opaque) {
            return -1;
        }
    }

    private record Entry<T>(String uid, long version, T value) {}
}
