package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import sh.karpenter.kube.client.ResourceType;

/// All stores of one API server. Each kind is watched once, however many controllers read it.
public interface ClusterStores extends AutoCloseable {

    Pods pods();

    Nodes nodes();

    NodeClaims nodeClaims();

    NodePools nodePools();

    NodeClasses nodeClasses();

    Store<DaemonSet> daemonSets();

    Store<PodDisruptionBudget> podDisruptionBudgets();

    Store<PersistentVolume> persistentVolumes();

    Store<PersistentVolumeClaim> persistentVolumeClaims();

    Store<StorageClass> storageClasses();

    Store<CSINode> csiNodes();

    VolumeAttachments volumeAttachments();

    Store<Namespace> namespaces();

    Events events();

    /// The store of any other kind, for example a provider's typed node class. The first call opens its watch.
    <T extends HasMetadata> WritableStore<T> of(ResourceType<T> type);

    /// Whether every store opened so far has been read completely.
    boolean synced();

    /// Ends all watches.
    @Override
    void close();
}
