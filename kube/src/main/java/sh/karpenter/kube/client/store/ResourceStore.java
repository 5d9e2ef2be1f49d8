package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ApiServerException;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceApi;
import sh.karpenter.kube.client.ResourceApi.PatchFormat;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.WatchListener;
import sh.karpenter.kube.mapping.WireJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The store of a kind whose objects are kept as they are read.
///
/// @param <T> the model class
class ResourceStore<T extends HasMetadata> implements WritableStore<T> {
    private final ResourceType<T> type;
    private final ResourceApi<T> api;
    private final WatchCache<T> cache;
    private final ResourceApi.Watching watching;

    /// Opens the watch.
    ResourceStore(ResourceType<T> type, ResourceApi<T> api, List<CacheIndex<T>> indexes) {
        this.type = type;
        this.api = api;
        this.cache = new WatchCache<>(indexes);
        this.watching = api.watch(new Feed());
    }

    @Override
    public @Nullable T find(ObjectKey key) {
        return cache.find(key);
    }

    @Override
    public List<T> list() {
        return cache.list();
    }

    @Override
    public void subscribe(ChangeListener<T> listener) {
        cache.subscribe(listener);
    }

    @Override
    public boolean synced() {
        return cache.synced();
    }

    @Override
    public WriteOutcome<T> create(T object) {
        return write(() -> api.create(object));
    }

    @Override
    public WriteOutcome<T> patch(T object, UnaryOperator<T> change) {
        return patch(object, change, "", true);
    }

    @Override
    public WriteOutcome<T> patchStatus(T object, UnaryOperator<T> change) {
        return patch(object, change, "status", true);
    }

    @Override
    public WriteOutcome<T> patchUnlocked(T object, UnaryOperator<T> change) {
        return patch(object, change, "", false);
    }

    private WriteOutcome<T> patch(T object, UnaryOperator<T> change, String subresource, boolean locked) {
        T changed = change.apply(WireJson.copy(object));
        ObjectNode difference = MergePatch.between(WireJson.tree(object), WireJson.tree(changed));
        if (subresource.isEmpty()) {
            difference.remove("status");
        } else {
            difference.retain(subresource);
        }
        if (difference.isEmpty()) {
            return new WriteOutcome.Unchanged<>(object);
        }
        if (locked) {
            metadata(difference).put("resourceVersion", object.getMetadata().getResourceVersion());
        }
        return write(() -> api.patch(ObjectKey.of(object), subresource, PatchFormat.MERGE, difference));
    }

    private static ObjectNode metadata(ObjectNode patch) {
        return patch.get("metadata") instanceof ObjectNode present ? present : patch.putObject("metadata");
    }

    @Override
    public WriteOutcome<T> apply(JsonNode fields) {
        JsonNode metadata = fields.path("metadata");
        var key = new ObjectKey(
                metadata.path("namespace").asString(""), metadata.path("name").asString(""));
        return write(() -> api.patch(key, "", PatchFormat.APPLY, fields));
    }

    @Override
    public DeleteOutcome delete(T object, @Nullable Long gracePeriodSeconds) {
        return delete(api, ObjectKey.of(object), object.getMetadata().getUid(), gracePeriodSeconds);
    }

    static DeleteOutcome delete(ResourceApi<?> api, ObjectKey key, String uid, @Nullable Long gracePeriodSeconds) {
        try {
            api.delete(key, uid, gracePeriodSeconds);
            return new DeleteOutcome.Deleting();
        } catch (ApiServerException answer) {
            return switch (answer.kind()) {
                case NOT_FOUND -> new DeleteOutcome.Gone();
                case CONFLICT, REFUSED -> new DeleteOutcome.Refused(answer.code(), String.valueOf(answer.getMessage()));
                case TOO_MANY_REQUESTS, UNAVAILABLE -> throw answer;
            };
        }
    }

    private WriteOutcome<T> write(Supplier<T> request) {
        try {
            T stored = request.get();
            keep(stored);
            return new WriteOutcome.Written<>(stored);
        } catch (ApiServerException answer) {
            String message = String.valueOf(answer.getMessage());
            return switch (answer.kind()) {
                case NOT_FOUND -> new WriteOutcome.Gone<>();
                case CONFLICT -> new WriteOutcome.Conflict<>(message);
                case REFUSED -> new WriteOutcome.Refused<>(answer.code(), message);
                case TOO_MANY_REQUESTS, UNAVAILABLE -> throw answer;
            };
        }
    }

    /// An object that lost its last finalizer while being deleted is gone with that very write; the watch says so.
    private void keep(T object) {
        var metadata = object.getMetadata();
        boolean ended = metadata.getDeletionTimestamp() != null
                && metadata.getFinalizers().isEmpty()
                && metadata.getDeletionGracePeriodSeconds() != null
                && metadata.getDeletionGracePeriodSeconds() == 0;
        if (!ended) {
            cache.present(ObjectKey.of(object), metadata.getUid(), metadata.getResourceVersion(), object);
        }
    }

    /// The kind that is kept.
    ResourceType<T> type() {
        return type;
    }

    /// Ends the watch.
    void close() {
        watching.close();
    }

    /// What `DeleteOptions` and `Eviction` have in common: the uid that the object must have.
    static ObjectNode preconditions(String uid) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.putObject("preconditions").put("uid", uid);
        return options;
    }

    private final class Feed implements WatchListener<T> {
        @Override
        public void present(T object) {
            var metadata = object.getMetadata();
            cache.present(ObjectKey.of(object), metadata.getUid(), metadata.getResourceVersion(), object);
        }

        @Override
        public void gone(ObjectKey key, String uid) {
            cache.gone(key, uid);
        }

        @Override
        public void synced() {
            cache.markSynced();
        }
    }
}
