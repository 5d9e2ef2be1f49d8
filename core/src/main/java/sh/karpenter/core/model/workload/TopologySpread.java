package sh.karpenter.core.model.workload;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;

/// How evenly pods are to be spread over topology domains. Source: Kubernetes documentation, "Pod Topology Spread
/// Constraints".
///
/// @param maxSkew how many pods a domain may hold more than the emptiest one
/// @param topologyKey the node label whose values are the domains
/// @param scheduleAnyway whether the constraint is wanted only
/// @param selector which pods are counted; null counts none
/// @param minDomains with fewer domains than this the emptiest counts as zero; null for no minimum
/// @param honorNodeAffinity whether only nodes that the pod's node affinity admits are counted
/// @param honorNodeTaints whether only nodes whose taints the pod tolerates are counted
/// @param matchLabelKeys label keys whose value on the pod is added to the selector
public record TopologySpread(
        int maxSkew,
        String topologyKey,
        boolean scheduleAnyway,
        @Nullable LabelSelector selector,
        @Nullable Integer minDomains,
        boolean honorNodeAffinity,
        boolean honorNodeTaints,
        List<String> matchLabelKeys) {

    public TopologySpread {
        matchLabelKeys = List.copyOf(matchLabelKeys);
    }

    /// The same constraint, counting other pods.
    public TopologySpread withSelector(LabelSelector other) {
        return new TopologySpread(
                maxSkew,
                topologyKey,
                scheduleAnyway,
                other,
                minDomains,
                honorNodeAffinity,
                honorNodeTaints,
                matchLabelKeys);
    }
}
