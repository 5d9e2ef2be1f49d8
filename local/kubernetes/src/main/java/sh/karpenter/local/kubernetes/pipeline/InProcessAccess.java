package sh.karpenter.local.kubernetes.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.Caller;
import sh.karpenter.local.kubernetes.request.DeleteOptions;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.ServedVersion;
import sh.karpenter.local.kubernetes.resource.Subresource;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.StoreKey;
import sh.karpenter.local.kubernetes.store.StoredEvent;
import tools.jackson.databind.node.ObjectNode;

/// [ApiAccess] over the same operations that serve HTTP. Each watch is one virtual thread.
public final class InProcessAccess implements ApiAccess {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessAccess.class);
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final Catalogue catalogue;
    private final ObjectStore store;
    private final Operations operations;
    private final WriteOptions options;

    /// @param caller who the writes are attributed to; its user name is also the field manager
    public InProcessAccess(Catalogue catalogue, ObjectStore store, Operations operations, Caller caller) {
        this.catalogue = catalogue;
        this.store = store;
        this.operations = operations;
        String user = caller.user();
        this.options = WriteOptions.inProcess(caller, user.substring(user.lastIndexOf(':') + 1));
    }

    @Override
    public @Nullable ResourceKind resource(String group, String plural) {
        ResourceDefinition definition = catalogue.find(group, plural);
        return definition == null ? null : definition.storageKind();
    }

    @Override
    public @Nullable ObjectNode get(ObjectKey key) {
        ObjectNode stored = store.get(definition(key.resource()).storedAs(), new StoreKey(key.namespace(), key.name()));
        return stored == null ? null : inVersion(key.resource(), stored);
    }

    @Override
    public Collection<ObjectNode> list(ResourceKind resource) {
        return listed(resource, null);
    }

    @Override
    public Collection<ObjectNode> list(ResourceKind resource, String namespace) {
        return listed(resource, namespace);
    }

    @Override
    public AutoCloseable watch(ResourceKind resource, Consumer<Change> listener) {
        Follower follower = new Follower(resource, listener);
        follower.thread =
                Thread.ofVirtual().name("watch " + resource.qualifiedName()).start(follower);
        return follower;
    }

    @Override
    public ObjectNode create(ResourceKind resource, ObjectNode object) {
        Target target = target(resource, Metadata.namespace(object), Metadata.name(object), null);
        return operations.create(target, object.deepCopy(), options).object();
    }

    @Override
    public ObjectNode createSubresource(ObjectKey key, String subresource, ObjectNode body) {
        return operations
                .create(target(key, subresource), body.deepCopy(), options)
                .object();
    }

    @Override
    public ObjectNode update(ResourceKind resource, @Nullable String subresource, ObjectNode object) {
        Target target = target(resource, Metadata.namespace(object), Metadata.name(object), subresource);
        return operations.update(target, object.deepCopy(), options).object();
    }

    @Override
    public ObjectNode mergePatch(ObjectKey key, @Nullable String subresource, ObjectNode patch) {
        return operations
                .patch(target(key, subresource), PatchType.MERGE, patch, options)
                .object();
    }

    @Override
    public void delete(
            ObjectKey key,
            @Nullable Long gracePeriodSeconds,
            @Nullable String propagationPolicy,
            @Nullable String uid) {
        try {
            operations.delete(
                    target(key, null),
                    new DeleteOptions(gracePeriodSeconds, propagationPolicy, uid, null, false),
                    options);
        } catch (ApiException e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }

    private Collection<ObjectNode> listed(ResourceKind resource, @Nullable String namespace) {
        List<ObjectNode> stored =
                store.list(definition(resource).storedAs(), namespace).objects();
        return stored.stream().map(object -> inVersion(resource, object)).toList();
    }

    private ObjectNode inVersion(ResourceKind resource, ObjectNode stored) {
        return definition(resource).strategy().fromStorage(stored, resource.version());
    }

    private ResourceDefinition definition(ResourceKind resource) {
        ResourceDefinition definition = catalogue.find(resource.group(), resource.plural());
        if (definition == null) {
            throw ApiErrors.unknownPath();
        }
        return definition;
    }

    private Target target(ObjectKey key, @Nullable String subresource) {
        return target(key.resource(), key.namespace(), key.name(), subresource);
    }

    private Target target(ResourceKind resource, String namespace, String name, @Nullable String subresource) {
        ResourceDefinition definition = definition(resource);
        ServedVersion version = definition.version(resource.version());
        if (version == null) {
            throw ApiErrors.unknownPath();
        }
        Subresource sub = subresource == null ? null : version.subresource(subresource);
        if (subresource != null && sub == null) {
            throw ApiErrors.unknownPath();
        }
        return new Target(definition, version, definition.namespaced() ? namespace : "", name, sub);
    }

    private final class Follower implements Runnable, AutoCloseable {
        private final ResourceKind resource;
        private final Consumer<Change> listener;
        private volatile @Nullable Thread thread;
        private volatile boolean closed;

        Follower(ResourceKind resource, Consumer<Change> listener) {
            this.resource = resource;
            this.listener = listener;
        }

        @Override
        public void run() {
            try {
                ObjectStore.Cursor cursor =
                        store.watchFromNow(definition(resource).storedAs(), null);
                for (ObjectNode object : cursor.initial().objects()) {
                    deliver(new Change(Change.Type.ADDED, inVersion(resource, object), null));
                }
                while (!closed) {
                    for (StoredEvent event : cursor.next(WAIT)) {
                        Change change = event.change();
                        ObjectNode previous = change.previous();
                        deliver(new Change(
                                change.type(),
                                inVersion(resource, change.object()),
                                previous == null ? null : inVersion(resource, previous)));
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void deliver(Change change) {
            if (closed) {
                return;
            }
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                LOG.error("A watcher of {} failed on {}", resource.qualifiedName(), Metadata.name(change.object()), e);
            }
        }

        @Override
        public void close() {
            closed = true;
            Thread running = thread;
            if (running != null && running != Thread.currentThread()) {
                running.interrupt();
            }
        }
    }
}
