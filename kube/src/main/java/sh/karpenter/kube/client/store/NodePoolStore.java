package sh.karpenter.kube.client.store;

import java.util.List;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ResourceType;

/// The pools.
final class NodePoolStore extends ResourceStore<NodePool> implements NodePools {
    NodePoolStore(KubernetesApi api) {
        super(ResourceType.of(NodePool.class), api.resource(ResourceType.of(NodePool.class)), List.of());
    }
}
