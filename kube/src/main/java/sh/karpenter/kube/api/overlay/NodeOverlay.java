package sh.karpenter.kube.api.overlay;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// Corrects what the scheduler believes about instance types: their price, or resources that the provider does
/// not know.
@Group("karpenter.sh")
@Version("v1alpha1")
@Kind("NodeOverlay")
@Plural("nodeoverlays")
@Singular("nodeoverlay")
@ShortNames({"overlays"})
public final class NodeOverlay extends CustomResource<NodeOverlaySpec, NodeOverlayStatus> {

    @Override
    protected @Nullable NodeOverlaySpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable NodeOverlayStatus initStatus() {
        return null;
    }

    /// The status, or an empty one when nothing has been written yet.
    public NodeOverlayStatus statusOrEmpty() {
        return getStatus() == null ? NodeOverlayStatus.EMPTY : getStatus();
    }
}
