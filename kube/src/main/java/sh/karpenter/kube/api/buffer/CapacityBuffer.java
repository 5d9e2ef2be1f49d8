package sh.karpenter.kube.api.buffer;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// Capacity to be kept free for pods that do not exist yet. The kind is shared with other autoscalers.
@Group("autoscaling.x-k8s.io")
@Version("v1beta1")
@Kind("CapacityBuffer")
@Plural("capacitybuffers")
@Singular("capacitybuffer")
@ShortNames({"cb"})
public final class CapacityBuffer extends CustomResource<CapacityBufferSpec, CapacityBufferStatus>
        implements Namespaced {

    @Override
    protected @Nullable CapacityBufferSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable CapacityBufferStatus initStatus() {
        return null;
    }

    /// The status, or an empty one when nothing has been written yet.
    public CapacityBufferStatus statusOrEmpty() {
        return getStatus() == null ? CapacityBufferStatus.EMPTY : getStatus();
    }
}
