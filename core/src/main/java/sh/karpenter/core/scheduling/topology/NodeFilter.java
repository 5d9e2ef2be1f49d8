package sh.karpenter.core.scheduling.topology;

import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.NodeColumns;
import sh.karpenter.core.scheduling.compiled.TaintTable;

/// Which nodes count for a spread constraint.
///
/// @param alternatives requirement ids of which a node must meet one; empty when every node counts
/// @param tolerations id of the tolerations that must cover the node's taints, -1 when taints do not matter
@SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
record NodeFilter(int[] alternatives, int tolerations) {
    /// Every node counts.
    static final NodeFilter EVERY_NODE = new NodeFilter(new int[0], -1);

    boolean everyNode() {
        return alternatives.length == 0 && tolerations < 0;
    }

    boolean admits(CompiledCluster cluster, int node) {
        if (tolerations >= 0 && !cluster.taints().tolerates(tolerations, cluster.ownTaints(node))) {
            return false;
        }
        if (alternatives.length == 0) {
            return true;
        }
        NodeColumns columns = cluster.columns();
        for (int alternative : alternatives) {
            if (columns.predicate(alternative).test(node)) {
                return true;
            }
        }
        return false;
    }

    boolean admits(CompiledCluster cluster, int requirements, int taints) {
        if (tolerations >= 0 && taints != TaintTable.NONE && !cluster.taints().tolerates(tolerations, taints)) {
            return false;
        }
        if (alternatives.length == 0) {
            return true;
        }
        for (int alternative : alternatives) {
            if (cluster.requirements().strictlyCompatible(requirements, alternative)) {
                return true;
            }
        }
        return false;
    }
}
