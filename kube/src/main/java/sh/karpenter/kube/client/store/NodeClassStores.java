package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.NodeClassKind;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.ResourceType;

/// One store per supported kind of node class.
final class NodeClassStores implements NodeClasses {
    private final SequencedMap<GroupKind, ResourceStore<GenericKubernetesResource>> byKind = new LinkedHashMap<>();

    NodeClassStores(KubernetesApi api, List<NodeClassKind> kinds) {
        for (NodeClassKind kind : kinds) {
            var type = ResourceType.generic(kind.group(), kind.version(), kind.kind(), kind.plural());
            byKind.put(
                    new GroupKind(kind.group(), kind.kind()), new ResourceStore<>(type, api.resource(type), List.of()));
        }
    }

    @Override
    public @Nullable GenericKubernetesResource find(NodeClassRef ref) {
        var store = byKind.get(new GroupKind(ref.group(), ref.kind()));
        return store == null ? null : store.find(ObjectKey.of(ref.name()));
    }

    @Override
    public boolean supports(NodeClassRef ref) {
        return byKind.containsKey(new GroupKind(ref.group(), ref.kind()));
    }

    @Override
    public Store<GenericKubernetesResource> ofKind(NodeClassKind kind) {
        var store = byKind.get(new GroupKind(kind.group(), kind.kind()));
        if (store == null) {
            throw new IllegalArgumentException("node classes of kind " + kind.kind() + " are not watched");
        }
        return store;
    }

    @Override
    public void subscribe(ChangeListener<GenericKubernetesResource> listener) {
        byKind.values().forEach(store -> store.subscribe(listener));
    }

    @Override
    public boolean synced() {
        return byKind.values().stream().allMatch(ResourceStore::synced);
    }

    void close() {
        byKind.values().forEach(ResourceStore::close);
    }

    private record GroupKind(String group, String kind) {}
}
