package sh.karpenter.controllers.ingest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.WorkloadSelector;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.mapping.WorkloadMapping;

/// Tells the cluster's picture what selects pods: services, replication controllers, replica sets, stateful sets.
///
/// Only default spread constraints need this. Without any configured it is not followed, since a large cluster has
/// many old replica sets.
public final class SelectorFeed {
    private SelectorFeed() {}

    /// Follows these kinds from now on; their watches are opened.
    public static void follow(ClusterStores stores, LiveCluster cluster) {
        follow(stores, cluster, Service.class, WorkloadMapping::selector);
        follow(stores, cluster, ReplicationController.class, WorkloadMapping::selector);
        follow(stores, cluster, ReplicaSet.class, WorkloadMapping::selector);
        follow(stores, cluster, StatefulSet.class, WorkloadMapping::selector);
    }

    private static <T extends HasMetadata> void follow(
            ClusterStores stores, LiveCluster cluster, Class<T> kind, Function<T, WorkloadSelector> mapping) {
        stores.of(ResourceType.of(kind)).subscribe(new ChangeListener<>() {
            @Override
            public void present(@Nullable T before, T now) {
                WorkloadSelector selector = mapping.apply(now);
                if (before == null || !mapping.apply(before).equals(selector)) {
                    cluster.apply(new ClusterEvent.WorkloadSelectorSeen(selector));
                }
            }

            @Override
            public void gone(T last) {
                cluster.apply(new ClusterEvent.WorkloadSelectorGone(
                        mapping.apply(last).kind(),
                        Objects.requireNonNullElse(last.getMetadata().getNamespace(), ""),
                        last.getMetadata().getName()));
            }
        });
    }
}
