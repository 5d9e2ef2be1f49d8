package sh.karpenter.core.model.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;

/// Other pods to stand beside, or apart from, within one topology domain. Source: Kubernetes API,
/// `PodAffinityTerm`.
///
/// @param topologyKey the node label whose values are the domains
/// @param selector which pods; null selects none
/// @param namespaces named namespaces; with no selector and none named, the pod's own
/// @param namespaceSelector further namespaces by their labels; null for none, empty for all
public record PodAffinityTerm(
        String topologyKey,
        @Nullable LabelSelector selector,
        List<String> namespaces,
        @Nullable LabelSelector namespaceSelector) {

    public PodAffinityTerm {
        namespaces = List.copyOf(namespaces);
    }
}
