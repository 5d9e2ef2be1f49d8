package sh.karpenter.kube.api.aws;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/// How machines of a pool are launched on EC2: image, network, disks, identity.
@Group("karpenter.k8s.aws")
@Version("v1")
@Kind("EC2NodeClass")
@Plural("ec2nodeclasses")
@Singular("ec2nodeclass")
@ShortNames({"ec2nc", "ec2ncs"})
public final class EC2NodeClass extends CustomResource<EC2NodeClassSpec, EC2NodeClassStatus> {

    @Override
    protected @Nullable EC2NodeClassSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable EC2NodeClassStatus initStatus() {
        return null;
    }

    /// The status, or an empty one when nothing has been written yet.
    public EC2NodeClassStatus statusOrEmpty() {
        return getStatus() == null ? EC2NodeClassStatus.EMPTY : getStatus();
    }
}
