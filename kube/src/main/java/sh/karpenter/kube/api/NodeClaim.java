package sh.karpenter.kube.api;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// The intent to have one node. It is stored before any machine is launched and outlives the controller's
/// restarts; its spec never changes.
@Group("karpenter.sh")
@Version("v1")
@Kind("NodeClaim")
@Plural("nodeclaims")
@Singular("nodeclaim")
public final class NodeClaim extends CustomResource<NodeClaimSpec, NodeClaimStatus> {

    @Override
    protected @Nullable NodeClaimSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable NodeClaimStatus initStatus() {
        return null;
    }

    /// The status, or an empty one when nothing has been written yet.
    public NodeClaimStatus statusOrEmpty() {
        return getStatus() == null ? NodeClaimStatus.EMPTY : getStatus();
    }
}
