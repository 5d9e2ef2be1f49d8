package sh.karpenter.core.model.workload;

import java.util.List;

/// A persistent volume.
///
/// @param name its name
/// @param deleting whether it is being deleted
/// @param nodeTerms alternatives of nodes that reach it; empty for all
/// @param csiDriver its CSI driver, also for in-tree volumes that are served by one; empty when unknown
/// @param localToNode whether it is of type local or hostPath
public record PersistentVolume(
        String name, boolean deleting, List<NodeSelectorTerm> nodeTerms, String csiDriver, boolean localToNode) {

    public PersistentVolume {
        nodeTerms = List.copyOf(nodeTerms);
    }
}
