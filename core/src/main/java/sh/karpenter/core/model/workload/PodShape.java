package sh.karpenter.core.model.workload;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Toleration;

/// Everything about a pod that scheduling reads. Pods of one workload are alike in it, so the mapping shares
/// one instance between them; decisions may place pods of one shape together.
///
/// @param namespace its namespace
/// @param labels its labels, in key order
/// @param requests what it asks for: the scheduler's effective request over containers, init containers,
/// sidecars, overhead and pod-level resources, with `pods: 1`
/// @param nodeSelector label values that the node must have
/// @param requiredNodeTerms alternatives of required node affinity; empty when none is required
/// @param preferredNodeTerms wanted node affinity, in manifest order
/// @param tolerations tolerated taints
/// @param topologySpread spread constraints, in manifest order
/// @param requiredPodAffinity pods that must be near
/// @param preferredPodAffinity pods that are wanted near, in manifest order
/// @param requiredPodAntiAffinity pods that must not be near
/// @param preferredPodAntiAffinity pods that are wanted apart, in manifest order
/// @param hostPorts ports of the node it occupies
/// @param volumes persistent volume claims it mounts
/// @param dynamicResources whether it asks for devices by resource claims
public record PodShape(
        String namespace,
        SequencedMap<String, String> labels,
        Resources requests,
        SequencedMap<String, String> nodeSelector,
        List<NodeSelectorTerm> requiredNodeTerms,
        List<PreferredNodeTerm> preferredNodeTerms,
        List<Toleration> tolerations,
        List<TopologySpread> topologySpread,
        List<PodAffinityTerm> requiredPodAffinity,
        List<WeightedPodAffinityTerm> preferredPodAffinity,
        List<PodAffinityTerm> requiredPodAntiAffinity,
        List<WeightedPodAffinityTerm> preferredPodAntiAffinity,
        List<HostPort> hostPorts,
        List<VolumeSource> volumes,
        boolean dynamicResources) {

    public PodShape {
        labels = Collections.unmodifiableSequencedMap(new TreeMap<>(labels));
        nodeSelector = Collections.unmodifiableSequencedMap(new TreeMap<>(nodeSelector));
        requiredNodeTerms = List.copyOf(requiredNodeTerms);
        preferredNodeTerms = List.copyOf(preferredNodeTerms);
        tolerations = List.copyOf(tolerations);
        topologySpread = List.copyOf(topologySpread);
        requiredPodAffinity = List.copyOf(requiredPodAffinity);
        preferredPodAffinity = List.copyOf(preferredPodAffinity);
        requiredPodAntiAffinity = List.copyOf(requiredPodAntiAffinity);
        preferredPodAntiAffinity = List.copyOf(preferredPodAntiAffinity);
        hostPorts = List.copyOf(hostPorts);
        volumes = List.copyOf(volumes);
    }

    /// By what differs most between shapes; every solve asks for it once per shape.
    @Override
    public int hashCode() {
        int constraints = topologySpread.size() + 7 * (requiredPodAffinity.size() + 7 * requiredPodAntiAffinity.size());
        return 31 * (31 * (31 * namespace.hashCode() + labels.hashCode()) + requests.hashCode()) + constraints;
    }

    /// This shape with other alternatives of required node affinity.
    public PodShape withRequiredNodeTerms(List<NodeSelectorTerm> terms) {
        return with(
                terms, preferredNodeTerms, tolerations, topologySpread, preferredPodAffinity, preferredPodAntiAffinity);
    }

    /// This shape with other wanted node affinity.
    public PodShape withPreferredNodeTerms(List<PreferredNodeTerm> terms) {
        return with(
                requiredNodeTerms, terms, tolerations, topologySpread, preferredPodAffinity, preferredPodAntiAffinity);
    }

    /// This shape with other tolerations.
    public PodShape withTolerations(List<Toleration> others) {
        return with(
                requiredNodeTerms,
                preferredNodeTerms,
                others,
                topologySpread,
                preferredPodAffinity,
                preferredPodAntiAffinity);
    }

    /// This shape with other spread constraints.
    public PodShape withTopologySpread(List<TopologySpread> constraints) {
        return with(
                requiredNodeTerms,
                preferredNodeTerms,
                tolerations,
                constraints,
                preferredPodAffinity,
                preferredPodAntiAffinity);
    }

    /// This shape with other wanted pod affinity.
    public PodShape withPreferredPodAffinity(List<WeightedPodAffinityTerm> terms) {
        return with(
                requiredNodeTerms, preferredNodeTerms, tolerations, topologySpread, terms, preferredPodAntiAffinity);
    }

    /// This shape with other wanted pod anti-affinity.
    public PodShape withPreferredPodAntiAffinity(List<WeightedPodAffinityTerm> terms) {
        return with(requiredNodeTerms, preferredNodeTerms, tolerations, topologySpread, preferredPodAffinity, terms);
    }

    /// A copy in which the parts that relaxation may change are replaced; all else stays.
    private PodShape with(
            List<NodeSelectorTerm> requiredNode,
            List<PreferredNodeTerm> preferredNode,
            List<Toleration> tolerated,
            List<TopologySpread> spread,
            List<WeightedPodAffinityTerm> affinity,
            List<WeightedPodAffinityTerm> antiAffinity) {
        return new PodShape(
                namespace,
                labels,
                requests,
                nodeSelector,
                requiredNode,
                preferredNode,
                tolerated,
                spread,
                requiredPodAffinity,
                affinity,
                requiredPodAntiAffinity,
                antiAffinity,
                hostPorts,
                volumes,
                dynamicResources);
    }
}
