package sh.karpenter.local.kubernetes.cluster.garbage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Deletes what its owners leave behind.
///
/// - *Background* (the default): when the last owner is gone, its dependents are deleted; with other owners
///   left only the reference is removed.
/// - *Foreground*: the owner stays, with the finalizer `foregroundDeletion`, until all dependents that block it
///   are gone.
/// - *Orphan*: the owner stays, with the finalizer `orphan`, until its dependents no longer name it.
public final class GarbageController implements Controller {
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    /// What became of an owner.
    private enum OwnerState {
        LIVE,
        GONE,
        WAITING_FOR_DEPENDENTS
    }

    private final ClusterContext cluster;

    public GarbageController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "garbage";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        ObjectNode object = change.object();
        if (change.type() == Change.Type.DELETED) {
            cluster.cache().dependents(Metadata.uid(object)).forEach(enqueue);
            // A waiting owner may be free to go now.
            for (OwnerReference owner : Metadata.owners(object)) {
                ObjectKey key = cluster.cache().byUid(owner.uid());
                if (key != null) {
                    enqueue.accept(key);
                }
            }
            return;
        }
        boolean owned = Tree.has(object, "metadata", "ownerReferences");
        boolean news = change.previous() == null
                || !Tree.at(change.previous(), "metadata", "ownerReferences")
                        .equals(Tree.at(object, "metadata", "ownerReferences"));
        if ((owned && news)
                || (Metadata.terminating(object) && !collectedBy(object).isEmpty())) {
            enqueue.accept(Metadata.key(kind, object));
        }
    }

    /// The garbage collector's own finalizer on an object, empty when it has none.
    private static String collectedBy(JsonNode object) {
        List<String> finalizers = Metadata.finalizers(object);
        return finalizers.contains(ORPHAN) ? ORPHAN : finalizers.contains(FOREGROUND) ? FOREGROUND : "";
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode object = cluster.cache().get(key);
        if (object == null) {
            return Requeue.none();
        }
        if (Metadata.terminating(object)) {
            switch (collectedBy(object)) {
                case ORPHAN -> orphanDependents(key, object);
                case FOREGROUND -> deleteDependentsFirst(key, object);
                default -> {}
            }
            return Requeue.none();
        }
        judge(key, object);
        return Requeue.none();
    }

    private void judge(ObjectKey key, ObjectNode object) {
        List<OwnerReference> owners = Metadata.owners(object);
        List<OwnerReference> gone = new ArrayList<>();
        boolean live = false;
        boolean waited = false;
        for (OwnerReference owner : owners) {
            switch (state(key, object, owner)) {
                case LIVE -> live = true;
                case GONE -> gone.add(owner);
                case WAITING_FOR_DEPENDENTS -> waited = true;
            }
        }
        if (live) {
            if (!gone.isEmpty()) {
                removeReferences(key, gone.stream().map(OwnerReference::uid).toList());
            }
        } else if (waited || !gone.isEmpty()) {
            boolean passOn =
                    waited && !cluster.cache().dependents(Metadata.uid(object)).isEmpty();
            String policy = policy(object, passOn);
            cluster.client().delete(key, null, policy, Metadata.uid(object));
        }
    }

    private static String policy(JsonNode object, boolean passOn) {
        return switch (collectedBy(object)) {
            case ORPHAN -> "Orphan";
            case FOREGROUND -> "Foreground";
            default -> passOn ? "Foreground" : "Background";
        };
    }

    private OwnerState state(ObjectKey key, ObjectNode dependent, OwnerReference owner) {
        ResourceKind kind = kind(owner);
        if (kind == null) {
            // Not served (yet): nothing can be said about it.
            return OwnerState.LIVE;
        }
        if (kind.namespaced() && !key.resource().namespaced()) {
            String message = "ownerRef of kind " + owner.kind() + " is namespaced, this object is not";
            cluster.events()
                    .warning(
                            key.resource(),
                            dependent,
                            "garbage-collector-controller",
                            "OwnerRefInvalidNamespace",
                            message);
            return OwnerState.LIVE;
        }
        String namespace = kind.namespaced() ? key.namespace() : "";
        // The cache may lag behind a client that made the owner a moment ago.
        ObjectNode found = cluster.client().getFresh(new ObjectKey(kind, namespace, owner.name()));
        if (found == null || !Metadata.uid(found).equals(owner.uid())) {
            return OwnerState.GONE;
        }
        boolean waiting = Metadata.terminating(found) && collectedBy(found).equals(FOREGROUND);
        return waiting ? OwnerState.WAITING_FOR_DEPENDENTS : OwnerState.LIVE;
    }

    private @Nullable ResourceKind kind(OwnerReference owner) {
        for (ResourceKind kind : cluster.cache().kinds()) {
            if (kind.kind().equals(owner.kind()) && kind.group().equals(owner.group())) {
                return kind;
            }
        }
        return null;
    }

    private void deleteDependentsFirst(ObjectKey key, ObjectNode owner) {
        boolean blocked = false;
        for (ObjectKey dependentKey : cluster.cache().dependents(Metadata.uid(owner))) {
            ObjectNode dependent = cluster.cache().get(dependentKey);
            if (dependent == null) {
                continue;
            }
            if (!Metadata.terminating(dependent)) {
                judge(dependentKey, dependent);
            }
            ObjectNode after = cluster.cache().get(dependentKey);
            blocked |= after != null && blocks(after, Metadata.uid(owner));
        }
        if (!blocked) {
            removeFinalizer(key, FOREGROUND);
        }
    }

    private static boolean blocks(ObjectNode dependent, String ownerUid) {
        return Metadata.owners(dependent).stream()
                .anyMatch(owner -> owner.uid().equals(ownerUid) && owner.blocksOwnerDeletion());
    }

    private void orphanDependents(ObjectKey key, ObjectNode owner) {
        for (ObjectKey dependent : cluster.cache().dependents(Metadata.uid(owner))) {
            removeReferences(dependent, List.of(Metadata.uid(owner)));
        }
        removeFinalizer(key, ORPHAN);
    }

    private void removeReferences(ObjectKey key, List<String> ownerUids) {
        cluster.client().patchNewest(key, null, newest -> {
            ArrayNode kept = Tree.array();
            for (JsonNode owner : Tree.items(newest, "metadata", "ownerReferences")) {
                if (!ownerUids.contains(Tree.text(owner, "uid"))) {
                    kept.add(owner.deepCopy());
                }
            }
            return Tree.object("metadata", Tree.object("ownerReferences", kept.isEmpty() ? null : kept));
        });
    }

    private void removeFinalizer(ObjectKey key, String finalizer) {
        cluster.client().patchNewest(key, null, newest -> {
            List<String> kept = Metadata.finalizers(newest).stream()
                    .filter(present -> !present.equals(finalizer))
                    .toList();
            return Tree.object("metadata", Tree.object("finalizers", kept.isEmpty() ? null : kept));
        });
    }
}
