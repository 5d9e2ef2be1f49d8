package sh.karpenter.local.kubernetes.cluster.storage;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import sh.karpenter.local.kubernetes.cluster.runtime.ClusterContext;
import sh.karpenter.local.kubernetes.cluster.runtime.Controller;
import sh.karpenter.local.kubernetes.cluster.runtime.Requeue;
import tools.jackson.databind.node.ObjectNode;

/// Says what state a volume is in, and reclaims it when its claim is gone.
public final class VolumeController implements Controller {
    private static final String PROTECTION = "kubernetes.io/pv-protection";

    private final ClusterContext cluster;

    public VolumeController(ClusterContext cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "volume";
    }

    @Override
    public void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue) {
        if (kind.equals(Kinds.VOLUMES) && change.type() != Change.Type.DELETED) {
            enqueue.accept(Metadata.key(kind, change.object()));
        } else if (kind.equals(Kinds.CLAIMS)) {
            String volume = Tree.text(change.object(), "spec", "volumeName");
            if (!volume.isEmpty()) {
                enqueue.accept(new ObjectKey(Kinds.VOLUMES, "", volume));
            }
        }
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        ObjectNode volume = cluster.cache().get(key);
        if (volume == null) {
            return Requeue.none();
        }
        String uid = Tree.text(volume, "spec", "claimRef", "uid");
        ObjectNode claim = claim(volume);
        boolean claimed = claim != null && (uid.isEmpty() || uid.equals(Metadata.uid(claim)));
        if (uid.isEmpty()) {
            show(key, volume, "Available");
        } else if (claimed) {
            show(key, volume, "Bound");
            return Requeue.none();
        } else {
            reclaim(key, volume);
        }
        if (Metadata.terminating(volume)) {
            Finalizers.remove(cluster, key, PROTECTION);
        }
        return Requeue.none();
    }

    private @Nullable ObjectNode claim(ObjectNode volume) {
        String namespace = Tree.text(volume, "spec", "claimRef", "namespace");
        String name = Tree.text(volume, "spec", "claimRef", "name");
        ObjectKey key = new ObjectKey(Kinds.CLAIMS, namespace, name);
        ObjectNode known = name.isEmpty() ? null : cluster.cache().get(key);
        // A claim that was just made may not be known yet: losing its volume to that would be a pity.
        return known == null && !name.isEmpty() ? cluster.client().getFresh(key) : known;
    }

    private void reclaim(ObjectKey key, ObjectNode volume) {
        show(key, volume, "Released");
        boolean deletes =
                Tree.text(volume, "spec", "persistentVolumeReclaimPolicy").equals("Delete");
        if (deletes && !Metadata.terminating(volume)) {
            cluster.client().delete(key, Metadata.uid(volume));
        }
    }

    private void show(ObjectKey key, ObjectNode volume, String phase) {
        if (!Tree.text(volume, "status", "phase").equals(phase)) {
            cluster.client().patchStatus(key, Tree.object("phase", phase));
        }
    }
}
