package sh.karpenter.controllers.ingest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.client.store.NodeClasses;
import sh.karpenter.kube.client.store.Store;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.mapping.NodeMapping;
import sh.karpenter.kube.mapping.NodePoolMapping;
import sh.karpenter.kube.mapping.PodMapping;
import sh.karpenter.kube.mapping.VolumeMapping;
import sh.karpenter.kube.mapping.WorkloadMapping;

/// Turns the changes of the stores into events of the cluster's picture.
///
/// An object that cannot be understood is reported once per version and left as it was known before; the API server
/// validates what it stores, so that is rare. Claims of other providers' node classes are not ours and left out.
public final class ClusterFeed {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final LiveCluster cluster;
    private final NodeClasses nodeClasses;
    private final PodMapping pods = new PodMapping();

    private ClusterFeed(LiveCluster cluster, NodeClasses nodeClasses) {
        this.cluster = cluster;
        this.nodeClasses = nodeClasses;
    }

    /// Follows the stores from now on. What they hold already is in the picture when this returns.
    public static void follow(ClusterStores stores, LiveCluster cluster) {
        var feed = new ClusterFeed(cluster, stores.nodeClasses());
        feed.follow(stores);
    }

    private void follow(ClusterStores stores) {
        stores.pods().subscribe(new ChangeListener<>() {
            @Override
            public void present(@Nullable Pod before, Pod now) {
                cluster.apply(new ClusterEvent.PodSeen(now));
            }

            @Override
            public void gone(Pod last) {
                cluster.apply(new ClusterEvent.PodGone(last.namespace(), last.name()));
            }
        });
        follow(
                stores.nodes(),
                node -> new ClusterEvent.NodeSeen(NodeMapping.toCore(node, null)),
                node -> new ClusterEvent.NodeGone(name(node)));
        follow(
                stores.csiNodes(),
                node -> new ClusterEvent.CsiNodeSeen(name(node), NodeMapping.csiLimits(node)),
                node -> new ClusterEvent.CsiNodeGone(name(node)));
        follow(
                stores.nodeClaims(),
                claim -> {
                    var mapped = NodeClaimMapping.toCore(claim);
                    return nodeClasses.supports(mapped.spec().nodeClass())
                            ? new ClusterEvent.NodeClaimSeen(mapped)
                            : new ClusterEvent.NodeClaimGone(mapped.name());
                },
                claim -> new ClusterEvent.NodeClaimGone(name(claim)));
        follow(
                stores.nodePools(),
                pool -> new ClusterEvent.NodePoolSeen(NodePoolMapping.toCore(pool)),
                pool -> new ClusterEvent.NodePoolGone(name(pool)));
        followWorkloads(stores);
        followVolumes(stores);
    }

    private void followWorkloads(ClusterStores stores) {
        follow(
                stores.daemonSets(),
                daemonSet -> new ClusterEvent.DaemonSetSeen(WorkloadMapping.toCore(daemonSet, pods)),
                daemonSet -> new ClusterEvent.DaemonSetGone(namespace(daemonSet), name(daemonSet)));
        follow(
                stores.podDisruptionBudgets(),
                budget -> new ClusterEvent.PodDisruptionBudgetSeen(WorkloadMapping.toCore(budget)),
                budget -> new ClusterEvent.PodDisruptionBudgetGone(namespace(budget), name(budget)));
        follow(
                stores.namespaces(),
                namespace -> new ClusterEvent.NamespaceSeen(
                        name(namespace),
                        new TreeMap<>(Objects.requireNonNullElse(
                                namespace.getMetadata().getLabels(), Map.of()))),
                namespace -> new ClusterEvent.NamespaceGone(name(namespace)));
    }

    private void followVolumes(ClusterStores stores) {
        follow(
                stores.persistentVolumes(),
                volume -> new ClusterEvent.PersistentVolumeSeen(VolumeMapping.toCore(volume)),
                volume -> new ClusterEvent.PersistentVolumeGone(name(volume)));
        follow(
                stores.persistentVolumeClaims(),
                claim -> new ClusterEvent.PersistentVolumeClaimSeen(VolumeMapping.toCore(claim)),
                claim -> new ClusterEvent.PersistentVolumeClaimGone(namespace(claim), name(claim)));
        follow(
                stores.storageClasses(),
                storageClass -> new ClusterEvent.StorageClassSeen(VolumeMapping.toCore(storageClass)),
                storageClass -> new ClusterEvent.StorageClassGone(name(storageClass)));
    }

    private <T extends HasMetadata> void follow(
            Store<T> store, Function<T, ClusterEvent> seen, Function<T, ClusterEvent> gone) {
        store.subscribe(new ChangeListener<>() {
            @Override
            public void present(@Nullable T before, T now) {
                ClusterEvent event;
                try {
                    event = seen.apply(now);
                } catch (IllegalArgumentException malformed) {
                    log.atError()
                            .addKeyValue(now.getKind(), Map.of("name", name(now)))
                            .addKeyValue("error", String.valueOf(malformed.getMessage()))
                            .log("ignoring object that cannot be understood");
                    return;
                }
                cluster.apply(event);
            }

            @Override
            public void gone(T last) {
                cluster.apply(gone.apply(last));
            }
        });
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static String namespace(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getNamespace(), "");
    }
}
