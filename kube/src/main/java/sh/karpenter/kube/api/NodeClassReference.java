package sh.karpenter.kube.api;

import java.util.Locale;
import sh.karpenter.kube.api.wire.WireRecord;

/// Names the provider's configuration object.
///
/// @param group its API group, for example `karpenter.k8s.aws`
/// @param kind its kind, for example `EC2NodeClass`
/// @param name its name
@WireRecord
public record NodeClassReference(String group, String kind, String name) {

    /// The label that carries the class' name on NodeClaims and nodes: `<group>/<kind in lower case>`.
    public String labelKey() {
        return group + "/" + kind.toLowerCase(Locale.ROOT);
    }
}
