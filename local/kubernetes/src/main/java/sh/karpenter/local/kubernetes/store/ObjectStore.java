package sh.karpenter.local.kubernetes.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.node.ObjectNode;

/// All committed objects of all resources, under one resource version counter.
///
/// What it holds: per resource a sorted map of objects, indexes by declared fields, and an event log.
/// Objects are immutable once committed, so reads hand out references copied under the lock, and a past
/// state can be rebuilt by undoing the log. Writers use compare-and-set on the object's identity: whoever
/// read a stale object simply tries again. Watchers pull from the log at their own pace; a writer never
/// waits for them.
public final class ObjectStore {
    /// Resource version 0 has a meaning of its own ("any"), and small numbers look like mistakes.
    private static final long FIRST_REVISION = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Map<String, ResourceTable> tables = new LinkedHashMap<>();
    private final Map<String, Map<String, Function<ObjectNode, String>>> indexedFields;
    private final InstantSource clock;
    private long revision = FIRST_REVISION;

    /// @param clock stamps history entries
    /// @param indexedFields per resource (`pods`, `events`, with group `deployments.apps`) the field labels
    ///     that get an index, with their readers
    public ObjectStore(InstantSource clock, Map<String, Map<String, Function<ObjectNode, String>>> indexedFields) {
        this.clock = clock;
        this.indexedFields = Map.copyOf(indexedFields);
    }

    /// The objects of a list and the resource version at which they were all current.
    ///
    /// @param objects in key order
    /// @param revision the resource version of the list
    public record Snapshot(List<ObjectNode> objects, long revision) {}

    /// The resource version of the latest change.
    public long revision() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    /// The current object, or null.
    public @Nullable ObjectNode get(String resource, StoreKey key) {
        lock.lock();
        try {
            return table(resource).get(key);
        } finally {
            lock.unlock();
        }
    }

    /// The number of objects of a resource.
    public int count(String resource) {
        lock.lock();
        try {
            return table(resource).size();
        } finally {
            lock.unlock();
        }
    }

    /// All objects of a resource as they are now.
    ///
    /// @param namespace null for all namespaces
    public Snapshot list(String resource, @Nullable String namespace) {
        lock.lock();
        try {
            return new Snapshot(new ArrayList<>(table(resource).range(namespace).values()), revision);
        } finally {
            lock.unlock();
        }
    }

    /// The objects whose field has this value, by an index.
    ///
    /// @return null when the field has no index
    public @Nullable Snapshot listIndexed(String resource, String field, String value, @Nullable String namespace) {
        lock.lock();
        try {
            Collection<ObjectNode> found = table(resource).indexed(field, value, namespace);
            return found == null ? null : new Snapshot(new ArrayList<>(found), revision);
        } finally {
            lock.unlock();
        }
    }

    /// All objects of a resource as they were at a past resource version, by undoing what happened since.
    ///
    /// @return null when the history does not reach back that far
    public @Nullable Snapshot listAt(String resource, @Nullable String namespace, long at) {
        lock.lock();
        try {
            ResourceTable table = table(resource);
            if (at < table.log.forgottenRevision() || at < FIRST_REVISION) {
                return null;
            }
            List<StoredEvent> since = table.log.read(table.log.positionAfter(at), Integer.MAX_VALUE);
            SortedMap<StoreKey, ObjectNode> objects = table.range(namespace);
            if (!since.isEmpty()) {
                objects = new TreeMap<>(objects);
                for (StoredEvent event : since.reversed()) {
                    ObjectNode before = event.before();
                    if (namespace != null && !event.key().namespace().equals(namespace)) {
                        continue;
                    }
                    if (before == null) {
                        objects.remove(event.key());
                    } else {
                        objects.put(event.key(), before);
                    }
                }
            }
            return new Snapshot(new ArrayList<>(objects.values()), at);
        } finally {
            lock.unlock();
        }
    }

    /// Commits an object if the one under its key is still the expected one, and gives it its resource version.
    ///
    /// @param expected the object that the caller read, null for none
    /// @param next the new object; must not be changed afterwards
    /// @return false when somebody else was faster; nothing has happened then
    @SuppressWarnings("ReferenceEquality") // identity is the point: objects are never changed once committed
    public boolean put(String resource, StoreKey key, @Nullable ObjectNode expected, ObjectNode next) {
        lock.lock();
        try {
            ResourceTable table = table(resource);
            if (table.get(key) != expected) {
                return false;
            }
            revision++;
            stamp(next);
            ObjectNode previous = table.put(key, next);
            Change.Type type = previous == null ? Change.Type.ADDED : Change.Type.MODIFIED;
            commit(table, key, new Change(type, next, previous));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Removes an object if it is still the expected one.
    ///
    /// @param expected the object that the caller read
    /// @param last its last state as watchers shall see it; gets the resource version of the deletion
    /// @return false when somebody else was faster; nothing has happened then
    @SuppressWarnings("ReferenceEquality") // identity is the point: objects are never changed once committed
    public boolean remove(String resource, StoreKey key, ObjectNode expected, ObjectNode last) {
        lock.lock();
        try {
            ResourceTable table = table(resource);
            if (table.get(key) != expected) {
                return false;
            }
            revision++;
            stamp(last);
            table.remove(key);
            commit(table, key, new Change(Change.Type.DELETED, last, expected));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// A cursor that starts with the current objects.
    ///
    /// @param namespace null for all namespaces; only narrows the initial objects
    public Cursor watchFromNow(String resource, @Nullable String namespace) {
        lock.lock();
        try {
            ResourceTable table = table(resource);
            return new Cursor(
                    table, new Snapshot(new ArrayList<>(table.range(namespace).values()), revision), table.log.end());
        } finally {
            lock.unlock();
        }
    }

    /// A cursor that starts with the first change after a resource version.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 410 when the history does not reach back
    ///     that far
    public Cursor watchAfter(String resource, long after) {
        lock.lock();
        try {
            ResourceTable table = table(resource);
            if (after < table.log.forgottenRevision()) {
                throw ApiErrors.expired(
                        "too old resource version: " + after + " (" + table.log.forgottenRevision() + ")");
            }
            return new Cursor(table, new Snapshot(List.of(), after), table.log.positionAfter(after));
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the counter has reached a resource version.
    ///
    /// @return whether it did in time
    public boolean awaitRevision(long wanted, Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (revision < wanted) {
                if (left <= 0) {
                    return false;
                }
                left = advanced.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets all history, as a compaction does: watches from older resource versions are answered with 410.
    public void compact() {
        lock.lock();
        try {
            for (ResourceTable table : tables.values()) {
                table.log.compact();
                table.changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes the new resource version into metadata of the object's own: an unchanged one may be shared
    /// with the object before.
    private void stamp(ObjectNode object) {
        ObjectNode metadata = Json.object().setAll(Metadata.of(object));
        object.set("metadata", metadata.put("resourceVersion", Long.toString(revision)));
    }

    private void commit(ResourceTable table, StoreKey key, Change change) {
        table.log.append(new StoredEvent(revision, key, change, clock.instant()));
        table.changed.signalAll();
        advanced.signalAll();
    }

    private ResourceTable table(String resource) {
        return tables.computeIfAbsent(
                resource, name -> new ResourceTable(lock.newCondition(), indexedFields.getOrDefault(name, Map.of())));
    }

    /// Follows one resource: first the objects it started with, then each change once, in order. Used by one
    /// thread.
    public final class Cursor {
        private final ResourceTable table;
        private final Snapshot initial;
        private long position;

        private Cursor(ResourceTable table, Snapshot initial, long position) {
            this.table = table;
            this.initial = initial;
            this.position = position;
        }

        /// The objects the cursor started with, and the resource version from which changes follow.
        public Snapshot initial() {
            return initial;
        }

        /// Waits for changes and takes them.
        ///
        /// @param most how long to wait for the first one
        /// @return empty when none came in time
        /// @throws sh.karpenter.local.kubernetes.access.ApiException 410 when the reader was too slow and
        ///     changes were forgotten
        public List<StoredEvent> next(Duration most) throws InterruptedException {
            long left = most.toNanos();
            lock.lock();
            try {
                while (true) {
                    if (table.log.isForgotten(position)) {
                        throw ApiErrors.expired("too old resource version: " + initial.revision() + " ("
                                + table.log.forgottenRevision() + ")");
                    }
                    List<StoredEvent> events = table.log.read(position, 500);
                    if (!events.isEmpty() || left <= 0) {
                        position += events.size();
                        return events;
                    }
                    left = table.changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        /// The current resource version of the store if every change up to it has been taken, else -1.
        public long caughtUpRevision() {
            lock.lock();
            try {
                return position == table.log.end() ? revision : -1;
            } finally {
                lock.unlock();
            }
        }
    }
}
