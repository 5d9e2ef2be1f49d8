package sh.karpenter.core.model.workload;

/// A node affinity that is wanted, not needed.
///
/// @param weight 1 to 100, heavier is wanted more
/// @param term what is wanted
public record PreferredNodeTerm(int weight, NodeSelectorTerm term) {}
