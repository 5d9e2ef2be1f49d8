package sh.karpenter.local.kubernetes.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The objects of one resource in key order, with indexes by field and the history. Guarded by the store's
/// lock.
final class ResourceTable {
    private final TreeMap<StoreKey, ObjectNode> objects = new TreeMap<>();
    private final Map<String, Index> indexes = new LinkedHashMap<>();
    final EventLog log = new EventLog();
    final Condition changed;

    ResourceTable(Condition changed, Map<String, Function<ObjectNode, String>> indexedFields) {
        this.changed = changed;
        indexedFields.forEach((field, reader) -> indexes.put(field, new Index(reader)));
    }

    @Nullable
    ObjectNode get(StoreKey key) {
        return objects.get(key);
    }

    @Nullable
    ObjectNode put(StoreKey key, ObjectNode object) {
        ObjectNode previous = objects.put(key, object);
        for (Index index : indexes.values()) {
            if (previous != null) {
                index.remove(key, previous);
            }
            index.add(key, object);
        }
        return previous;
    }

    void remove(StoreKey key) {
        ObjectNode previous = objects.remove(key);
        if (previous != null) {
            indexes.values().forEach(index -> index.remove(key, previous));
        }
    }

    int size() {
        return objects.size();
    }

    /// The objects of a namespace (null: of all) in key order; views, to be copied under the lock.
    SortedMap<StoreKey, ObjectNode> range(@Nullable String namespace) {
        return namespace == null ? objects : inNamespace(objects, namespace);
    }

    /// The objects whose indexed field has this value.
    ///
    /// @return null when the field has no index
    @Nullable
    Collection<ObjectNode> indexed(String field, String value, @Nullable String namespace) {
        Index index = indexes.get(field);
        if (index == null) {
            return null;
        }
        NavigableMap<StoreKey, ObjectNode> found = index.byValue.get(value);
        if (found == null) {
            return List.of();
        }
        return new ArrayList<>((namespace == null ? found : inNamespace(found, namespace)).values());
    }

    private static SortedMap<StoreKey, ObjectNode> inNamespace(
            NavigableMap<StoreKey, ObjectNode> map, String namespace) {
        return map.subMap(new StoreKey(namespace, ""), new StoreKey(namespace + "\0", ""));
    }

    private static final class Index {
        private final Function<ObjectNode, String> reader;
        private final Map<String, NavigableMap<StoreKey, ObjectNode>> byValue = new LinkedHashMap<>();

        Index(Function<ObjectNode, String> reader) {
            this.reader = reader;
        }

        void add(StoreKey key, ObjectNode object) {
            byValue.computeIfAbsent(reader.apply(object), value -> new TreeMap<>())
                    .put(key, object);
        }

        void remove(StoreKey key, ObjectNode object) {
            String value = reader.apply(object);
            NavigableMap<StoreKey, ObjectNode> found = byValue.get(value);
            if (found != null) {
                found.remove(key);
                if (found.isEmpty()) {
                    byValue.remove(value);
                }
            }
        }
    }
}
