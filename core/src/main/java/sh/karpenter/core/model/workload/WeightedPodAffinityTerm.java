package sh.karpenter.core.model.workload;

/// A pod affinity or anti-affinity that is wanted, not needed.
///
/// @param weight 1 to 100, heavier is wanted more
/// @param term what is wanted
public record WeightedPodAffinityTerm(int weight, PodAffinityTerm term) {}
