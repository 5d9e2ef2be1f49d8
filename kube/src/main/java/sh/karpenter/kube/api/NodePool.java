package sh.karpenter.kube.api;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// A kind of node that the cluster may have: what nodes of the pool look like, how many there may be, and how
/// they may be disrupted. A pool with `replicas` is static: it keeps that many nodes whether or not pods need
/// them.
@Group("karpenter.sh")
@Version("v1")
@Kind("NodePool")
@Plural("nodepools")
@Singular("nodepool")
public final class NodePool extends CustomResource<NodePoolSpec, NodePoolStatus> {

    @Override
    protected @Nullable NodePoolSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable NodePoolStatus initStatus() {
        return null;
    }

    /// The status, or an empty one when nothing has been written yet.
    public NodePoolStatus statusOrEmpty() {
        return getStatus() == null ? NodePoolStatus.EMPTY : getStatus();
    }
}
