package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.mapping.PodMapping;

/// All stores over one API server. Watches begin when it is made.
public final class WatchedStores implements ClusterStores {
    private final KubernetesApi api;
    private final PodStore pods;
    private final NodeStore nodes;
    private final NodeClaimStore nodeClaims;
    private final NodePoolStore nodePools;
    private final NodeClassStores nodeClasses;
    private final VolumeAttachmentStore volumeAttachments;
    private final Events events;
    private final Map<ResourceType<?>, ResourceStore<?>> others = new LinkedHashMap<>();

    /// Opens the stores.
    ///
    /// @param nodeClassKinds the kinds of node class that the provider supports
    public WatchedStores(KubernetesApi api, List<NodeClassKind> nodeClassKinds) {
        this.api = api;
        pods = new PodStore(api.resource(ResourceType.of(Pod.class)), new PodMapping());
        nodes = new NodeStore(api);
        nodeClaims = new NodeClaimStore(api);
        nodePools = new NodePoolStore(api);
        nodeClasses = new NodeClassStores(api, nodeClassKinds);
        volumeAttachments = new VolumeAttachmentStore(api);
        events = new EventWriter(api.resource(ResourceType.of(Event.class)));
        List.of(
                        DaemonSet.class,
                        PodDisruptionBudget.class,
                        PersistentVolume.class,
                        PersistentVolumeClaim.class,
                        StorageClass.class,
                        CSINode.class,
                        Namespace.class)
                .forEach(kind -> of(ResourceType.of(kind)));
    }

    @Override
    public Pods pods() {
        return pods;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public NodeClaims nodeClaims() {
        return nodeClaims;
    }

    @Override
    public NodePools nodePools() {
        return nodePools;
    }

    @Override
    public NodeClasses nodeClasses() {
        return nodeClasses;
    }

    @Override
    public Store<DaemonSet> daemonSets() {
        return of(ResourceType.of(DaemonSet.class));
    }

    @Override
    public Store<PodDisruptionBudget> podDisruptionBudgets() {
        return of(ResourceType.of(PodDisruptionBudget.class));
    }

    @Override
    public Store<PersistentVolume> persistentVolumes() {
        return of(ResourceType.of(PersistentVolume.class));
    }

    @Override
    public Store<PersistentVolumeClaim> persistentVolumeClaims() {
        return of(ResourceType.of(PersistentVolumeClaim.class));
    }

    @Override
    public Store<StorageClass> storageClasses() {
        return of(ResourceType.of(StorageClass.class));
    }

    @Override
    public Store<CSINode> csiNodes() {
        return of(ResourceType.of(CSINode.class));
    }

    @Override
    public VolumeAttachments volumeAttachments() {
        return volumeAttachments;
    }

    @Override
    public Store<Namespace> namespaces() {
        return of(ResourceType.of(Namespace.class));
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    @SuppressWarnings("unchecked") // a type maps to a store of its own objects
    public synchronized <T extends HasMetadata> WritableStore<T> of(ResourceType<T> type) {
        return (WritableStore<T>)
                others.computeIfAbsent(type, _ -> new ResourceStore<>(type, api.resource(type), List.of()));
    }

    @Override
    public synchronized boolean synced() {
        return pods.synced()
                && nodes.synced()
                && nodeClaims.synced()
                && nodePools.synced()
                && nodeClasses.synced()
                && volumeAttachments.synced()
                && others.values().stream().allMatch(ResourceStore::synced);
    }

    @Override
    public synchronized void close() {
        pods.close();
        nodes.close();
        nodeClaims.close();
        nodePools.close();
        nodeClasses.close();
        volumeAttachments.close();
        others.values().forEach(ResourceStore::close);
    }
}
