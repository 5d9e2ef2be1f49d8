package sh.karpenter.providers.aws.nodeclass;

import org.jspecify.annotations.Nullable;

/// The node classes of the cluster.
@FunctionalInterface
public interface NodeClasses {

    /// The class of that name as last seen, null when there is none.
    @Nullable
    NodeClass find(String name);
}
