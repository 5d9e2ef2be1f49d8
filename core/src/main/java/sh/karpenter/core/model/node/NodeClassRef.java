package sh.karpenter.core.model.node;

import java.util.Locale;

/// Names the provider's description of machines that a pool uses.
///
/// @param group API group, for example `karpenter.k8s.aws`
/// @param kind for example `EC2NodeClass`
/// @param name its name
public record NodeClassRef(String group, String kind, String name) {

    /// The label that claims and nodes carry with the node class's name: `karpenter.k8s.aws/ec2nodeclass`.
    public String labelKey() {
        return group + "/" + kind.toLowerCase(Locale.ROOT);
    }
}
