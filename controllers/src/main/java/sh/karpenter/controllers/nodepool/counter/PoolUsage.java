package sh.karpenter.controllers.nodepool.counter;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Resources;

/// Knows how much the nodes of a pool have.
@FunctionalInterface
public interface PoolUsage {

    /// The capacity of all nodes of the pool that are not going away, with `nodes` for their number; null while the
    /// picture of the cluster is incomplete.
    @Nullable
    Resources of(String nodePool);
}
