package sh.karpenter.local.kubernetes.cluster.storage;

import java.util.function.Consumer;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the claims that come with a pod and go with it.
public final class EphemeralVolumeController implements Controller {
    private final ClusterContext cluster;

    public EphemeralVolumeController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "ephemeral-volume";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.PODS) && change.type() == Change.Type.ADDED) {
            for (JsonNode volume : Tree.items(change.object(), "spec", "volumes")) {
                if (Tree.has(volume, "ephemeral")) {
                    enqueue.accept(Metadata.key(kind, change.object()));
                    return;
                }
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode pod = cluster.cache().get(key);
        if (pod == null || Metadata.terminating(pod)) {
            return Requeue.none();
        }
        for (JsonNode volume : Tree.items(pod, "spec", "volumes")) {
            if (Tree.at(volume, "ephemeral", "volumeClaimTemplate") instanceof ObjectNode template) {
                ObjectNode claim = template.deepCopy();
                ObjectNode metadata = Tree.child(claim, "metadata");
                metadata.put("name", PodClaims.ephemeralName(pod, volume)).put("namespace", key.namespace());
                metadata.set("ownerReferences", Tree.array(Metadata.controllerReference(Kinds.PODS, pod)));
                cluster.client().createIfAbsent(Kinds.CLAIMS, claim);
            }
        }
        return Requeue.none();
    }
}
