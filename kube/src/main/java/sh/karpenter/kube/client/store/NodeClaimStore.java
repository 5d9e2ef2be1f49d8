package sh.karpenter.kube.client.store;

import java.util.List;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.KubernetesApi;
import sh.karpenter.kube.client.ResourceType;

/// The claims, with the provider ids of their machines.
final class NodeClaimStore extends ResourceStore<NodeClaim> implements NodeClaims {
    private final CacheIndex<NodeClaim> byProviderId;

    NodeClaimStore(KubernetesApi api) {
        this(api, new CacheIndex<>(NodeClaimStore::providerId));
    }

    private NodeClaimStore(KubernetesApi api, CacheIndex<NodeClaim> byProviderId) {
        super(ResourceType.of(NodeClaim.class), api.resource(ResourceType.of(NodeClaim.class)), List.of(byProviderId));
        this.byProviderId = byProviderId;
    }

    private static String providerId(NodeClaim claim) {
        String id = claim.statusOrEmpty().providerID();
        return id == null ? "" : id;
    }

    @Override
    public List<NodeClaim> byProviderId(String providerId) {
        return byProviderId.find(providerId);
    }
}
