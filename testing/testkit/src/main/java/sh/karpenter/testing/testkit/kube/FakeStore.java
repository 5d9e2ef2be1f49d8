package sh.karpenter.testing.testkit.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.WritableStore;
import sh.karpenter.kube.client.store.WriteOutcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Objects of one kind, with what makes an API server one: resource versions as optimistic locks, generations that
/// count changes of the spec, a status that only status writes touch, finalizers that hold deletion up.
///
/// @param <T> the model class
public class FakeStore<T extends HasMetadata> implements WritableStore<T> {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final Class<T> type;
    private final String kind;
    private final InstantSource clock;
    private final FakeWrite.Listener writes;
    private final Map<ObjectKey, T> objects = new TreeMap<>();
    private final List<ChangeListener<T>> listeners = new ArrayList<>();
    private long version;

    /// An empty store.
    ///
    /// @param writes told of every write
    public FakeStore(Class<T> type, InstantSource clock, FakeWrite.Listener writes) {
        this.type = type;
        this.kind = HasMetadata.getKind(type);
        this.clock = clock;
        this.writes = writes;
    }

    /// Puts an object there as a test wants it, status included, without telling the write listener.
    ///
    /// @return as stored
    public final synchronized T put(T object) {
        T stored = copy(object);
        ObjectMeta metadata = stored.getMetadata();
        T before = objects.get(ObjectKey.of(stored));
        if (metadata.getUid() == null) {
            metadata.setUid(
                    before == null
                            ? "uid-of-" + metadata.getName()
                            : before.getMetadata().getUid());
        }
        if (metadata.getCreationTimestamp() == null) {
            metadata.setCreationTimestamp(now());
        }
        if (metadata.getGeneration() == null) {
            metadata.setGeneration(1L);
        }
        return store(stored);
    }

    /// Changes an object as somebody else would, status included, without telling the write listener.
    ///
    /// @return as stored
    public final synchronized T edit(String name, UnaryOperator<T> change) {
        return put(change.apply(copy(existing(ObjectKey.of(name)))));
    }

    /// Removes an object at once, finalizers or not.
    public final synchronized void vanish(String name) {
        T last = objects.remove(ObjectKey.of(name));
        if (last != null) {
            listeners.forEach(listener -> listener.gone(last));
        }
    }

    /// The object, which must exist.
    public final synchronized T get(String name) {
        return existing(ObjectKey.of(name));
    }

    @Override
    public final synchronized @Nullable T find(ObjectKey key) {
        return objects.get(key);
    }

    @Override
    public final synchronized List<T> list() {
        return List.copyOf(objects.values());
    }

    @Override
    public final synchronized void subscribe(ChangeListener<T> listener) {
        objects.values().forEach(object -> listener.present(null, object));
        listeners.add(listener);
    }

    @Override
    public final boolean synced() {
        return true;
    }

    @Override
    public final synchronized WriteOutcome<T> create(T object) {
        var write = new FakeWrite(FakeWrite.Verb.CREATE, kind, ObjectKey.of(object));
        writes.before(write);
        T stored = copy(object);
        ObjectMeta metadata = stored.getMetadata();
        if (metadata.getName() == null && metadata.getGenerateName() != null) {
            metadata.setName(metadata.getGenerateName() + "%05d".formatted(version + 1));
        }
        if (objects.containsKey(ObjectKey.of(stored))) {
            return new WriteOutcome.Conflict<>(kind + " \"" + metadata.getName() + "\" already exists");
        }
        metadata.setUid(new UUID(kind.hashCode(), version + 1).toString());
        metadata.setCreationTimestamp(now());
        metadata.setGeneration(1L);
        T result = store(stored);
        writes.after(write);
        return new WriteOutcome.Written<>(result);
    }

    @Override
    public final WriteOutcome<T> patch(T object, UnaryOperator<T> change) {
        return patch(object, change, false, true);
    }

    @Override
    public final WriteOutcome<T> patchStatus(T object, UnaryOperator<T> change) {
        return patch(object, change, true, true);
    }

    @Override
    public final WriteOutcome<T> patchUnlocked(T object, UnaryOperator<T> change) {
        return patch(object, change, false, false);
    }

    private synchronized WriteOutcome<T> patch(T object, UnaryOperator<T> change, boolean status, boolean locked) {
        ObjectNode was = tree(object);
        ObjectNode wanted = tree(change.apply(copy(object)));
        JsonNode difference = MergePatches.difference(part(was, status), part(wanted, status));
        if (difference.isEmpty()) {
            return new WriteOutcome.Unchanged<>(object);
        }
        ObjectKey key = ObjectKey.of(object);
        var write = new FakeWrite(status ? FakeWrite.Verb.PATCH_STATUS : FakeWrite.Verb.PATCH, kind, key);
        writes.before(write);
        T current = objects.get(key);
        if (current == null || !Objects.equals(uid(current), uid(object))) {
            return new WriteOutcome.Gone<>();
        }
        if (locked && !version(current).equals(version(object))) {
            return new WriteOutcome.Conflict<>("the object has been modified");
        }
        ObjectNode before = tree(current);
        T changed = object((ObjectNode) MergePatches.applied(before, difference));
        boolean specChanged = !Objects.equals(before.get("spec"), tree(changed).get("spec"));
        if (specChanged) {
            changed.getMetadata().setGeneration(changed.getMetadata().getGeneration() + 1);
        }
        T result = releasedOrStored(changed);
        writes.after(write);
        return new WriteOutcome.Written<>(result);
    }

    @Override
    public final synchronized WriteOutcome<T> apply(JsonNode fields) {
        ObjectKey key = ObjectKey.of(fields.get("metadata").get("name").asString());
        var write = new FakeWrite(FakeWrite.Verb.APPLY, kind, key);
        writes.before(write);
        T current = objects.get(key);
        if (current == null) {
            return new WriteOutcome.Gone<>();
        }
        T result = store(object((ObjectNode) MergePatches.applied(tree(current), fields)));
        writes.after(write);
        return new WriteOutcome.Written<>(result);
    }

    @Override
    public final synchronized DeleteOutcome delete(T object, @Nullable Long gracePeriodSeconds) {
        ObjectKey key = ObjectKey.of(object);
        var write = new FakeWrite(FakeWrite.Verb.DELETE, kind, key);
        writes.before(write);
        T current = objects.get(key);
        if (current == null) {
            return new DeleteOutcome.Gone();
        }
        if (!Objects.equals(uid(current), uid(object))) {
            return new DeleteOutcome.Refused(409, "the uid in the precondition is another one");
        }
        T deleting = copy(current);
        if (deleting.getMetadata().getDeletionTimestamp() == null) {
            deleting.getMetadata().setDeletionTimestamp(now());
        }
        var _ = releasedOrStored(deleting);
        writes.after(write);
        return new DeleteOutcome.Deleting();
    }

    private T releasedOrStored(T object) {
        ObjectMeta metadata = object.getMetadata();
        boolean held =
                metadata.getFinalizers() != null && !metadata.getFinalizers().isEmpty();
        if (metadata.getDeletionTimestamp() == null || held) {
            return store(object);
        }
        objects.remove(ObjectKey.of(object));
        listeners.forEach(listener -> listener.gone(object));
        return object;
    }

    private T store(T object) {
        version++;
        object.getMetadata().setResourceVersion(Long.toString(version));
        T before = objects.put(ObjectKey.of(object), object);
        listeners.forEach(listener -> listener.present(before, object));
        return object;
    }

    private T existing(ObjectKey key) {
        T object = objects.get(key);
        if (object == null) {
            throw new AssertionError("there is no " + kind + " " + key + "; there are " + objects.keySet());
        }
        return object;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static JsonNode part(ObjectNode tree, boolean status) {
        ObjectNode part = tree.deepCopy();
        if (!status) {
            part.remove("status");
            return part;
        }
        JsonNode statusTree = part.get("status");
        part.removeAll();
        if (statusTree != null) {
            part.set("status", statusTree);
        }
        return part;
    }

    private static String version(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getResourceVersion(), "");
    }

    private static @Nullable String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }

    private T copy(T object) {
        return object(tree(object));
    }

    private ObjectNode tree(T object) {
        return JSON.convertValue(object, ObjectNode.class);
    }

    private T object(ObjectNode tree) {
        return JSON.convertValue(tree, type);
    }
}
