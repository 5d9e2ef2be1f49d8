/// Moves pods off nodes, respecting disruption budgets. Start reading at
/// [sh.karpenter.controllers.node.eviction.EvictionQueue]. It must not know why a node is drained.
@NullMarked
package sh.karpenter.controllers.node.eviction;

import org.jspecify.annotations.NullMarked;
