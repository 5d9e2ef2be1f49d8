package sh.karpenter.local.kubernetes.cluster.storage;

import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import tools.jackson.databind.node.ArrayNode;

/// Takes a finalizer off an object and leaves the others.
final class Finalizers {
    private Finalizers() {}

    static void remove(ClusterContext cluster, ObjectKey key, String finalizer) {
        cluster.client().patchNewest(key, null, newest -> {
            if (!Metadata.finalizers(newest).contains(finalizer)) {
                return null;
            }
            ArrayNode rest = Tree.array();
            Metadata.finalizers(newest).stream()
                    .filter(other -> !other.equals(finalizer))
                    .forEach(rest::add);
            return Tree.object("metadata", Tree.object("finalizers", rest));
        });
    }
}
