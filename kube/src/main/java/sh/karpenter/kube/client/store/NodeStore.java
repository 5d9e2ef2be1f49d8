package sh.karpenter.kube.client.store;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ResourceType;

/// The nodes, with their provider ids.
final class NodeStore extends ResourceStore<Node> implements Nodes {
    private final CacheIndex<Node> byProviderId;

    NodeStore(KubernetesApi api) {
        this(api, new CacheIndex<>(NodeStore::providerId));
    }

    private NodeStore(KubernetesApi api, CacheIndex<Node> byProviderId) {
        super(ResourceType.of(Node.class), api.resource(ResourceType.of(Node.class)), List.of(byProviderId));
        this.byProviderId = byProviderId;
    }

    private static String providerId(Node node) {
        return node.getSpec() == null || node.getSpec().getProviderID() == null
                ? ""
                : node.getSpec().getProviderID();
    }

    @Override
    public List<Node> byProviderId(String providerId) {
        return byProviderId.find(providerId);
    }
}
