package sh.karpenter.core.scheduling.problem;

import java.util.List;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.node.NodePool;

/// A pool that takes part in a solve, with the machines it may choose from.
///
/// @param pool the pool
/// @param types its instance types, in order of name
/// @param generation equal numbers (of one provider) mean equal lists of types
public record PoolCatalogue(NodePool pool, List<InstanceType> types, long generation) {}
