package sh.karpenter.local.kubernetes.cluster.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.LabelSelector;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.OwnerReference;
import sh.karpenter.local.kubernetes.cluster.object.Pods;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which objects belong to a controller: those it controls and selects. Ones that nobody controls and that it
/// selects are adopted, ones it controls but no longer selects are let go.
final class OwnedPods {
    private final ClusterContext cluster;
    private final ResourceKind ownerKind;
    private final PodSummaries summaries = new PodSummaries();

    OwnedPods(ClusterContext cluster, ResourceKind ownerKind) {
        this.cluster = cluster;
        this.ownerKind = ownerKind;
    }

    /// What is known of a pod.
    PodSummaries.Summary summary(ObjectNode pod) {
        return summaries.of(pod);
    }

    /// The pods that an owner controls and that count.
    List<PodSummaries.Summary> active(String ownerUid) {
        List<PodSummaries.Summary> active = new ArrayList<>();
        for (ObjectNode pod : cluster.cache().dependents(Kinds.PODS, ownerUid)) {
            PodSummaries.Summary summary = summaries.of(pod);
            if (summary.active() && summary.controller().equals(ownerUid)) {
                active.add(summary);
            }
        }
        return active;
    }

    /// The pods that belong to the owner, after adopting and letting go.
    List<ObjectNode> claim(ObjectNode owner) {
        return claim(Kinds.PODS, owner);
    }

    /// The objects of a kind that belong to the owner, after adopting and letting go.
    List<ObjectNode> claim(ResourceKind kind, ObjectNode owner) {
        LabelSelector selector = LabelSelector.of(Tree.at(owner, "spec", "selector"));
        String uid = Metadata.uid(owner);
        List<ObjectNode> owned = new ArrayList<>();
        boolean pods = kind.equals(Kinds.PODS);
        for (ObjectNode object : cluster.cache().dependents(kind, uid)) {
            PodSummaries.Summary summary = pods ? summaries.of(object) : null;
            boolean controlled = summary == null
                    ? Metadata.controlledBy(object, uid)
                    : summary.controller().equals(uid);
            if (!controlled) {
                continue;
            }
            if (selector.matches(summary == null ? Metadata.labels(object) : summary.labels())) {
                owned.add(object);
            } else if (!Metadata.terminating(owner)) {
                patchOwners(kind, object, null, uid);
            }
        }
        if (!Metadata.terminating(owner)) {
            adopt(kind, owner, selector, owned);
        }
        return owned;
    }

    private void adopt(ResourceKind kind, ObjectNode owner, LabelSelector selector, List<ObjectNode> owned) {
        for (ObjectNode object : cluster.cache().uncontrolled(kind, Metadata.namespace(owner))) {
            boolean free = !Metadata.terminating(object);
            boolean alive = !kind.equals(Kinds.PODS) || !Pods.terminal(object);
            if (free && alive && selector.matches(Metadata.labels(object))) {
                ObjectNode reference = Metadata.controllerReference(ownerKind, owner);
                ObjectNode adopted = patchOwners(kind, object, reference, Metadata.uid(owner));
                if (adopted != null) {
                    owned.add(adopted);
                }
            }
        }
    }

    private @Nullable ObjectNode patchOwners(
            ResourceKind kind, ObjectNode object, @Nullable ObjectNode reference, String uid) {
        return cluster.client().patchNewest(Metadata.key(kind, object), null, newest -> {
            ArrayNode owners = Tree.array();
            for (JsonNode owner : Tree.items(newest, "metadata", "ownerReferences")) {
                if (!Tree.text(owner, "uid").equals(uid)) {
                    owners.add(owner.deepCopy());
                }
            }
            if (reference != null) {
                owners.add(reference);
            }
            return Tree.object("metadata", Tree.object("ownerReferences", owners));
        });
    }

    /// Names the owners to look at after a change of a pod: those that control it or did, and, for a pod that
    /// nobody controls, those that select it.
    void enqueueOwners(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        enqueueController(change.object(), enqueue);
        if (change.previous() != null) {
            summaries.forget(change.previous());
            enqueueController(change.previous(), enqueue);
        }
        if (Metadata.controller(change.object()) == null && change.type() != Change.Type.DELETED) {
            for (ObjectNode owner : cluster.cache().list(ownerKind, Metadata.namespace(change.object()))) {
                if (LabelSelector.of(Tree.at(owner, "spec", "selector")).matches(Metadata.labels(change.object()))) {
                    enqueue.accept(Metadata.key(ownerKind, owner));
                }
            }
        }
    }

    private void enqueueController(ObjectNode object, Consumer<ObjectKey> enqueue) {
        OwnerReference controller = Metadata.controller(object);
        if (controller != null
                && controller.kind().equals(ownerKind.kind())
                && controller.group().equals(ownerKind.group())) {
            enqueue.accept(new ObjectKey(ownerKind, Metadata.namespace(object), controller.name()));
        }
    }
}
