package sh.karpenter.kube.client.store;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.ObjectKey;

/// The pools.
public interface NodePools extends WritableStore<NodePool> {

    /// The pool of that name, null when there is none.
    default @Nullable NodePool find(String name) {
        return find(ObjectKey.of(name));
    }
}
