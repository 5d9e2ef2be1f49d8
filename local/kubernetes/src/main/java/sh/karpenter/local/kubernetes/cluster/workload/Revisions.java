package sh.karpenter.local.kubernetes.cluster.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the templates that a DaemonSet or StatefulSet has had as `ControllerRevision` objects, for `kubectl
/// rollout history` and `undo`. Pods carry the hash of the one they were made from.
final class Revisions {
    private final ClusterContext cluster;
    private final ResourceKind ownerKind;

    Revisions(ClusterContext cluster, ResourceKind ownerKind) {
        this.cluster = cluster;
        this.ownerKind = ownerKind;
    }

    /// The hash of the owner's present template, after making sure that a revision of it exists and is the
    /// newest.
    String current(ObjectNode owner) {
        JsonNode template = Tree.at(owner, "spec", "template");
        String hash = PodTemplates.hash(template, Tree.number(owner, 0, "status", "collisionCount"));
        String name = Metadata.name(owner) + "-" + hash;
        long newest = 0;
        ObjectNode present = null;
        for (ObjectNode revision : of(owner)) {
            newest = Math.max(newest, Tree.number(revision, 0, "revision"));
            if (Metadata.name(revision).equals(name)) {
                present = revision;
            }
        }
        if (present == null) {
            cluster.client().createIfAbsent(Kinds.REVISIONS, revision(owner, name, hash, newest + 1));
        } else if (Tree.number(present, 0, "revision") < newest) {
            cluster.client().patch(Metadata.key(Kinds.REVISIONS, present), Tree.object("revision", newest + 1));
        }
        return hash;
    }

    /// Deletes the oldest revisions that no pod uses, beyond the owner's history limit.
    void trim(ObjectNode owner, Set<String> usedHashes) {
        List<ObjectNode> unused = new ArrayList<>(of(owner).stream()
                .filter(revision -> !usedHashes.contains(Metadata.label(revision, PodTemplates.REVISION_LABEL)))
                .sorted(Comparator.comparingLong(revision -> Tree.number(revision, 0, "revision")))
                .toList());
        long limit = Tree.number(owner, 10, "spec", "revisionHistoryLimit");
        while (unused.size() > limit) {
            ObjectNode oldest = unused.removeFirst();
            cluster.client().delete(Metadata.key(Kinds.REVISIONS, oldest), Metadata.uid(oldest));
        }
    }

    private List<ObjectNode> of(ObjectNode owner) {
        return cluster.cache().dependents(Kinds.REVISIONS, Metadata.uid(owner));
    }

    private ObjectNode revision(ObjectNode owner, String name, String hash, long number) {
        ObjectNode template = (ObjectNode) Tree.at(owner, "spec", "template").deepCopy();
        template.put("$patch", "replace");
        ObjectNode labels = (ObjectNode) Tree.value(Metadata.labels(Tree.at(owner, "spec", "template")));
        labels.put(PodTemplates.REVISION_LABEL, hash);
        return Tree.object(
                "metadata",
                        Tree.object(
                                "name",
                                name,
                                "namespace",
                                Metadata.namespace(owner),
                                "labels",
                                labels,
                                "ownerReferences",
                                Tree.array(Metadata.controllerReference(ownerKind, owner))),
                "data", Tree.object("spec", Tree.object("template", template)),
                "revision", number);
    }
}
