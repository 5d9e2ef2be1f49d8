package sh.karpenter.kube.api.kwok;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// The configuration of simulated nodes.
@Group("karpenter.kwok.sh")
@Version("v1alpha1")
@Kind("KWOKNodeClass")
@Plural("kwoknodeclasses")
@Singular("kwoknodeclass")
@ShortNames({"kwoknc", "kwokncs"})
public final class KWOKNodeClass extends CustomResource<KWOKNodeClassSpec, KWOKNodeClassStatus> {

    @Override
    protected @Nullable KWOKNodeClassSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable KWOKNodeClassStatus initStatus() {
        return null;
    }

    /// The status, or an empty one when nothing has been written yet.
    public KWOKNodeClassStatus statusOrEmpty() {
        return getStatus() == null ? KWOKNodeClassStatus.EMPTY : getStatus();
    }
}
