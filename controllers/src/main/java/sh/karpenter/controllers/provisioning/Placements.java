package sh.karpenter.controllers.provisioning;

import java.util.List;
import sh.karpenter.core.model.workload.Pod;

/// Hears which pods are planned onto which machine.
@FunctionalInterface
public interface Placements {

    /// @param machine name of the claim that was made for them, or of a machine that is there
    ///     ([sh.karpenter.core.model.cluster.ClusterNode#name])
    void planned(String machine, List<Pod> pods);

    /// Nobody wants to know.
    static Placements ignored() {
        return (_, _) -> {};
    }
}
