package sh.karpenter.kube.mapping;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PreferredNodeTerm;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WeightedPodAffinityTerm;

/// Where a pod wants to be, relative to nodes and to other pods.
///
/// @param requiredNodeTerms see [sh.karpenter.core.model.workload.PodShape]
/// @param preferredNodeTerms likewise
/// @param requiredPodAffinity likewise
/// @param preferredPodAffinity likewise
/// @param requiredPodAntiAffinity likewise
/// @param preferredPodAntiAffinity likewise
record AffinityMapping(
        List<NodeSelectorTerm> requiredNodeTerms,
        List<PreferredNodeTerm> preferredNodeTerms,
        List<PodAffinityTerm> requiredPodAffinity,
        List<WeightedPodAffinityTerm> preferredPodAffinity,
        List<PodAffinityTerm> requiredPodAntiAffinity,
        List<WeightedPodAffinityTerm> preferredPodAntiAffinity) {

    private static final AffinityMapping NONE =
            new AffinityMapping(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    static AffinityMapping of(String field, @Nullable Affinity affinity) {
        if (affinity == null) {
            return NONE;
        }
        var node = affinity.getNodeAffinity();
        var pod = affinity.getPodAffinity();
        var anti = affinity.getPodAntiAffinity();
        return new AffinityMapping(
                node == null
                        ? List.of()
                        : SelectorMapping.terms(
                                field + ".nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
                                node.getRequiredDuringSchedulingIgnoredDuringExecution()),
                node == null ? List.of() : preferred(field, node.getPreferredDuringSchedulingIgnoredDuringExecution()),
                pod == null
                        ? List.of()
                        : terms(field + ".podAffinity", pod.getRequiredDuringSchedulingIgnoredDuringExecution()),
                pod == null
                        ? List.of()
                        : weighted(field + ".podAffinity", pod.getPreferredDuringSchedulingIgnoredDuringExecution()),
                anti == null
                        ? List.of()
                        : terms(field + ".podAntiAffinity", anti.getRequiredDuringSchedulingIgnoredDuringExecution()),
                anti == null
                        ? List.of()
                        : weighted(
                                field + ".podAntiAffinity", anti.getPreferredDuringSchedulingIgnoredDuringExecution()));
    }

    private static List<PreferredNodeTerm> preferred(String field, List<PreferredSchedulingTerm> terms) {
        var result = new ArrayList<PreferredNodeTerm>();
        for (PreferredSchedulingTerm term : terms) {
            String at = field + ".nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[" + result.size()
                    + "].preference";
            int weight = term.getWeight() == null ? 1 : term.getWeight();
            result.add(new PreferredNodeTerm(weight, SelectorMapping.term(at, term.getPreference())));
        }
        return result;
    }

    private static List<PodAffinityTerm> terms(
            String field, List<io.fabric8.kubernetes.api.model.PodAffinityTerm> terms) {
        var result = new ArrayList<PodAffinityTerm>();
        for (var term : terms) {
            result.add(term(field + ".requiredDuringSchedulingIgnoredDuringExecution[" + result.size() + "]", term));
        }
        return result;
    }

    private static List<WeightedPodAffinityTerm> weighted(
            String field, List<io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm> terms) {
        var result = new ArrayList<WeightedPodAffinityTerm>();
        for (var term : terms) {
            String at =
                    field + ".preferredDuringSchedulingIgnoredDuringExecution[" + result.size() + "].podAffinityTerm";
            int weight = term.getWeight() == null ? 1 : term.getWeight();
            result.add(new WeightedPodAffinityTerm(weight, term(at, term.getPodAffinityTerm())));
        }
        return result;
    }

    private static PodAffinityTerm term(String field, io.fabric8.kubernetes.api.model.PodAffinityTerm term) {
        return new PodAffinityTerm(
                topologyKey(field, term.getTopologyKey()),
                SelectorMapping.labelSelector(term.getLabelSelector()),
                term.getNamespaces() == null ? List.of() : term.getNamespaces(),
                SelectorMapping.labelSelector(term.getNamespaceSelector()));
    }

    static List<TopologySpread> spread(String field, PodSpec spec) {
        var result = new ArrayList<TopologySpread>();
        for (TopologySpreadConstraint constraint : spec.getTopologySpreadConstraints()) {
            String at = field + ".topologySpreadConstraints[" + result.size() + "]";
            result.add(new TopologySpread(
                    constraint.getMaxSkew() == null ? 1 : constraint.getMaxSkew(),
                    topologyKey(at, constraint.getTopologyKey()),
                    "ScheduleAnyway".equals(constraint.getWhenUnsatisfiable()),
                    SelectorMapping.labelSelector(constraint.getLabelSelector()),
                    constraint.getMinDomains(),
                    !"Ignore".equals(constraint.getNodeAffinityPolicy()),
                    "Honor".equals(constraint.getNodeTaintsPolicy()),
                    constraint.getMatchLabelKeys() == null ? List.of() : constraint.getMatchLabelKeys()));
        }
        return result;
    }

    private static String topologyKey(String field, @Nullable String key) {
        if (key == null || key.isEmpty()) {
            throw new MalformedField(field + ".topologyKey", "", "must name a node label");
        }
        return key;
    }
}
