package sh.karpenter.local.kubernetes.cluster.garbage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives every namespace what it comes with (a default service account, the cluster's certificates), and
/// empties a namespace that is being deleted before letting it go.
public final class NamespaceController implements Controller {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ClusterContext cluster;
    private final String certificate;

    /// @param certificate the certificate authority of the API server, PEM; empty when it serves plain HTTP
    public NamespaceController(ClusterContext cluster, String certificate) {
        this.cluster = cluster;
        this.certificate = certificate;
    }

    @Override
    public String name() {
        return "namespace";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.NAMESPACES)) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (change.type() == Change.Type.DELETED && kind.namespaced()) {
            String namespace = Metadata.namespace(change.object());
            ObjectNode home = cluster.cache().get(Kinds.NAMESPACES, "", namespace);
            boolean comesWithIt = kind.equals(Kinds.SERVICE_ACCOUNTS) || kind.equals(Kinds.CONFIG_MAPS);
            if (home != null && (comesWithIt || Metadata.terminating(home))) {
                enqueue.accept(new ObjectKey(Kinds.NAMESPACES, "", namespace));
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode namespace = cluster.cache().get(key);
        if (namespace == null) {
            return Requeue.none();
        }
        if (Metadata.terminating(namespace)) {
            return empty(key, namespace);
        }
        cluster.client()
                .createIfAbsent(
                        Kinds.SERVICE_ACCOUNTS,
                        Tree.object("metadata", Tree.object("name", "default", "namespace", key.name())));
        cluster.client()
                .createIfAbsent(
                        Kinds.CONFIG_MAPS,
                        Tree.object(
                                "metadata", Tree.object("name", "kube-root-ca.crt", "namespace", key.name()),
                                "data", Tree.object("ca.crt", certificate)));
        return Requeue.none();
    }

    private Requeue empty(ObjectKey key, ObjectNode namespace) {
        if (!Tree.texts(namespace, "spec", "finalizers").contains("kubernetes")) {
            return Requeue.none();
        }
        Map<String, Integer> remaining = new TreeMap<>();
        Map<String, Integer> finalizers = new TreeMap<>();
        for (ResourceKind kind : cluster.cache().kinds()) {
            if (!kind.namespaced()) {
                continue;
            }
            for (ObjectNode object : List.copyOf(cluster.cache().list(kind, key.name()))) {
                ObjectKey objectKey = Metadata.key(kind, object);
                if (!Metadata.terminating(object)) {
                    cluster.client().delete(objectKey, null, "Background", Metadata.uid(object));
                }
                ObjectNode after = cluster.cache().get(objectKey);
                if (after != null) {
                    remaining.merge(kind.qualifiedName(), 1, Integer::sum);
                    Metadata.finalizers(after).forEach(each -> finalizers.merge(each, 1, Integer::sum));
                }
            }
        }
        report(key, remaining, finalizers);
        if (!remaining.isEmpty()) {
            return Requeue.after(LOOK_AGAIN);
        }
        letGo(key);
        return Requeue.none();
    }

    private void report(ObjectKey key, Map<String, Integer> remaining, Map<String, Integer> finalizers) {
        Instant now = cluster.now();
        cluster.client().patchNewest(key, "status", newest -> {
            ArrayNode conditions = Conditions.copy(newest);
            set(
                    conditions,
                    "NamespaceDeletionDiscoveryFailure",
                    false,
                    "ResourcesDiscovered",
                    "All resources successfully discovered",
                    now);
            set(
                    conditions,
                    "NamespaceDeletionContentFailure",
                    false,
                    "ContentDeleted",
                    "All content successfully deleted, may be waiting on finalization",
                    now);
            set(
                    conditions,
                    "NamespaceContentRemaining",
                    !remaining.isEmpty(),
                    remaining.isEmpty() ? "ContentRemoved" : "SomeResourcesRemain",
                    remaining.isEmpty()
                            ? "All content successfully removed"
                            : "Some resources are remaining: " + counted(remaining, ". has ", " resource instances"),
                    now);
            set(
                    conditions,
                    "NamespaceFinalizersRemaining",
                    !finalizers.isEmpty(),
                    finalizers.isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
                    finalizers.isEmpty()
                            ? "All content-preserving finalizers finished"
                            : "Some content in the namespace has finalizers remaining: "
                                    + counted(finalizers, " in ", " resource instances"),
                    now);
            if (conditions.equals(Tree.at(newest, "status", "conditions"))) {
                return null;
            }
            return Tree.object("status", Tree.object("conditions", conditions));
        });
    }

    private static void set(
            ArrayNode conditions, String type, boolean holds, String reason, String message, Instant now) {
        Conditions.set(conditions, type, holds ? "True" : "False", reason, message, now);
    }

    private static String counted(Map<String, Integer> counts, String between, String after) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + between + entry.getValue() + after)
                .collect(Collectors.joining(", "));
    }

    private void letGo(ObjectKey key) {
        ObjectNode newest = cluster.client().getFresh(key);
        if (newest == null) {
            return;
        }
        ObjectNode released = newest.deepCopy();
        ArrayNode kept = Tree.array();
        Tree.texts(newest, "spec", "finalizers").stream()
                .filter(finalizer -> !finalizer.equals("kubernetes"))
                .forEach(kept::add);
        Tree.child(released, "spec").set("finalizers", kept);
        cluster.client().update(Kinds.NAMESPACES, "finalize", released);
    }
}
