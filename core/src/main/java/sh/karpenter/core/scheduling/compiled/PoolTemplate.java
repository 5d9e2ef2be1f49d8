package sh.karpenter.core.scheduling.compiled;

import sh.karpenter.core.model.node.NodePool;

/// What the nodes of a pool would be, also of a pool that no instance type suits: the domains that topology
/// constraints count over are those of all pools.
///
/// @param pool the readable pool
/// @param table its instance types, whether they suit it or not
/// @param requirements what its machines are: its requirements, labels, own name and node class
/// @param taints the taints of its nodes
public record PoolTemplate(NodePool pool, InstanceTypeTable table, int requirements, int taints) {}
