package sh.karpenter.local.kubernetes.cluster.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How controllers write: through the API, with the outcome at once in the [ObjectCache] and told to all
/// controllers.
public final class ClusterClient {
    private static final int CONFLICT_ATTEMPTS = 5;

    /// Told of every change that a write made to the cache.
    interface Listener {
        void changed(ResourceKind kind, Change change);
    }

    private final ApiAccess access;
    private final ObjectCache cache;
    private final InstantSource clock;
    private final Listener listener;

    ClusterClient(ApiAccess access, ObjectCache cache, InstantSource clock, Listener listener) {
        this.access = access;
        this.cache = cache;
        this.clock = clock;
        this.listener = listener;
    }

    /// Reads from the server instead of the cache.
    public @Nullable ObjectNode getFresh(ObjectKey key) {
        return access.get(key);
    }

    public ObjectNode create(ResourceKind kind, ObjectNode object) {
        ObjectNode created = access.create(kind, withType(kind, object));
        tell(kind, cache.fold(kind, Change.Type.ADDED, created));
        return created;
    }

    /// Creates an object unless one of that name is there.
    public void createIfAbsent(ResourceKind kind, ObjectNode object) {
        if (access.get(Metadata.key(kind, object)) != null) {
            return;
        }
        try {
            create(kind, object);
        } catch (ApiException refused) {
            if (!refused.reason().equals("AlreadyExists")) {
                throw refused;
            }
        }
    }

    /// Applies a merge patch to the object itself.
    public ObjectNode patch(ObjectKey key, ObjectNode patch) {
        return folded(key, access.mergePatch(key, null, patch));
    }

    /// Applies a merge patch to the status.
    public ObjectNode patchStatus(ObjectKey key, ObjectNode status) {
        return folded(key, access.mergePatch(key, "status", Tree.object("status", status)));
    }

    /// Replaces what `change` returns for the newest version of the object, under its resource version; starts
    /// over when another writer was faster. `change` gets the newest object and returns a merge patch, or null
    /// to leave it.
    ///
    /// @return the object afterwards, null when there is none
    public @Nullable ObjectNode patchNewest(
            ObjectKey key, @Nullable String subresource, Function<ObjectNode, @Nullable ObjectNode> change) {
        for (int attempt = 1; ; attempt++) {
            ObjectNode newest = access.get(key);
            if (newest == null) {
                return null;
            }
            ObjectNode patch = change.apply(newest);
            if (patch == null) {
                return newest;
            }
            Tree.child(patch, "metadata").put("resourceVersion", Metadata.resourceVersion(newest));
            try {
                return folded(key, access.mergePatch(key, subresource, patch));
            } catch (ApiException refused) {
                if (refused.code() == 404) {
                    return null;
                }
                if (refused.code() != 409 || attempt == CONFLICT_ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    /// Sets one status condition and leaves the others as they are; writes only when it differs.
    ///
    /// @return the object afterwards, null when there is none
    public @Nullable ObjectNode setCondition(ObjectKey key, String type, String status, String reason, String message) {
        Instant now = clock.instant();
        return patchNewest(key, "status", object -> {
            if (Conditions.holds(object, type, status, reason, message)) {
                return null;
            }
            ArrayNode conditions = Conditions.with(object, type, status, reason, message, now);
            return Tree.object("status", Tree.object("conditions", conditions));
        });
    }

    /// Binds a pod to a node.
    public void bind(ObjectKey pod, String uid, String node) {
        ObjectNode binding = Tree.object(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                Tree.object("name", pod.name(), "namespace", pod.namespace(), "uid", uid),
                "target",
                Tree.object("apiVersion", "v1", "kind", "Node", "name", node));
        access.createSubresource(pod, "binding", binding);
        refresh(pod);
    }

    /// Deletes with the object's default grace and propagation.
    public void delete(ObjectKey key, @Nullable String uid) {
        delete(key, null, null, uid);
    }

    public void delete(ObjectKey key, @Nullable Long grace, @Nullable String propagation, @Nullable String uid) {
        access.delete(key, grace, propagation, uid);
        refresh(key);
    }

    /// Replaces a subresource that has its own document, such as `finalize` of a namespace.
    public void update(ResourceKind kind, @Nullable String subresource, ObjectNode object) {
        access.update(kind, subresource, object);
        refresh(Metadata.key(kind, object));
    }

    /// Takes the newest state of one object into the cache.
    public void refresh(ObjectKey key) {
        ObjectNode newest = access.get(key);
        if (newest == null) {
            tell(key.resource(), cache.foldGone(key));
        } else {
            tell(key.resource(), cache.fold(key.resource(), Change.Type.MODIFIED, newest));
        }
    }

    private ObjectNode folded(ObjectKey key, ObjectNode written) {
        if (Metadata.terminating(written)) {
            refresh(key);
        } else {
            tell(key.resource(), cache.fold(key.resource(), Change.Type.MODIFIED, written));
        }
        return written;
    }

    private void tell(ResourceKind kind, List<Change> changes) {
        for (Change change : changes) {
            listener.changed(kind, change);
        }
    }

    private static ObjectNode withType(ResourceKind kind, ObjectNode object) {
        object.put("apiVersion", kind.apiVersion());
        object.put("kind", kind.kind());
        return object;
    }
}
