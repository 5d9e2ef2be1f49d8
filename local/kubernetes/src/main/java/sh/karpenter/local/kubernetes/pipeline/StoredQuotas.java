package sh.karpenter.local.kubernetes.pipeline;

import java.util.List;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.quota.Quotas;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.StoreKey;
import tools.jackson.databind.node.ObjectNode;

/// The quotas in the store. Charging one is a write of the server itself: it passes no admission of its own.
///
/// @param store holds the committed objects
public record StoredQuotas(ObjectStore store) implements Quotas {
    private static final String RESOURCE = "resourcequotas";

    @Override
    public List<ObjectNode> in(String namespace) {
        return store.list(RESOURCE, namespace).objects();
    }

    @Override
    public boolean exists(String resource, String namespace, String name) {
        return store.get(resource, new StoreKey(namespace, name)) != null;
    }

    @Override
    public boolean replace(ObjectNode before, ObjectNode after) {
        StoreKey key = new StoreKey(Metadata.namespace(before), Metadata.name(before));
        return store.put(RESOURCE, key, before, after);
    }
}
