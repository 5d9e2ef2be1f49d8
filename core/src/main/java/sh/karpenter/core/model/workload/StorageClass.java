package sh.karpenter.core.model.workload;

import java.util.List;

/// A storage class.
///
/// @param name its name
/// @param provisioner its provisioner; in-tree names are translated to those of the CSI driver
/// @param immediate whether volumes are bound before a pod is scheduled
/// @param allowedTopologies alternatives of where volumes may be made; empty for anywhere
public record StorageClass(
        String name, String provisioner, boolean immediate, List<NodeSelectorTerm> allowedTopologies) {

    public StorageClass {
        allowedTopologies = List.copyOf(allowedTopologies);
    }
}
