package sh.karpenter.controllers.provisioning;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.resource.Resources;

/// What the machines of a pool have together, and whether that is more than the pool may.
public final class PoolUsage {
    private PoolUsage() {}

    /// The capacity of the pool's machines, with their number as `nodes`. Machines that are going away do not
    /// count.
    public static Resources of(String pool, List<ClusterNode> nodes) {
        Resources usage = Resources.none();
        for (ClusterNode node : nodes) {
            if (!node.markedForDeletion() && node.nodePool().equals(pool)) {
                usage = usage.plus(node.capacity());
            }
        }
        return usage;
    }

    /// The first limit that the usage exceeds; null when none. Using exactly the limit is allowed.
    public static @Nullable String exceeded(Resources usage, Resources limits) {
        for (var limit : limits.amounts().entrySet()) {
            if (usage.get(limit.getKey()) > limit.getValue()) {
                return limit.getKey();
            }
        }
        return null;
    }
}
