package sh.karpenter.controllers.nodepool.pool;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.ClusterStores;

/// Finds the pools that a change of a node class concerns.
public final class PoolWakeups {
    private PoolWakeups() {}

    /// Tells of every pool that refers to a node class, whenever that node class changes.
    public static void onNodeClassChange(ClusterStores stores, Consumer<ObjectKey> wake) {
        stores.nodeClasses().subscribe(new ChangeListener<>() {
            @Override
            public void present(@Nullable GenericKubernetesResource before, GenericKubernetesResource now) {
                poolsOf(stores, now).forEach(wake);
            }

            @Override
            public void gone(GenericKubernetesResource last) {
                poolsOf(stores, last).forEach(wake);
            }
        });
    }

    private static List<ObjectKey> poolsOf(ClusterStores stores, GenericKubernetesResource nodeClass) {
        return stores.nodePools().list().stream()
                .filter(pool -> {
                    var reference = pool.getSpec().template().spec().nodeClassRef();
                    return Objects.equals(reference.kind(), nodeClass.getKind())
                            && Objects.equals(
                                    reference.name(), nodeClass.getMetadata().getName());
                })
                .map(ObjectKey::of)
                .toList();
    }
}
