/// Nodes, node claims and node pools, reduced to what decisions read. Start reading at [NodePool] and [NodeClaim].
/// It must not know pods.
@NullMarked
package sh.karpenter.core.model.node;

import org.jspecify.annotations.NullMarked;
