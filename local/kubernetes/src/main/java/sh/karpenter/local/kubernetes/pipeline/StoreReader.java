package sh.karpenter.local.kubernetes.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.ObjectReader;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import sh.karpenter.local.kubernetes.store.StoreKey;
import tools.jackson.databind.node.ObjectNode;

/// The store as admission rules see it.
///
/// @param store holds the committed objects
public record StoreReader(ObjectStore store) implements ObjectReader {

    @Override
    public @Nullable ObjectNode get(String resource, String namespace, String name) {
        return store.get(resource, new StoreKey(namespace, name));
    }

    @Override
    public List<ObjectNode> list(String resource, @Nullable String namespace) {
        return store.list(resource, namespace).objects();
    }
}
