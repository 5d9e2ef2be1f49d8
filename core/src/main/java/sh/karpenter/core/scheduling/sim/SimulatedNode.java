package sh.karpenter.core.scheduling.sim;

import java.util.List;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.Pod;

/// A bin being filled: a node that exists (or is on its way), or one that this solve opens.
public sealed interface SimulatedNode permits ExistingNode, NewNode {

    /// Its number among the hosts of the solve.
    int host();

    /// The id of the taints that pods on it must tolerate.
    int taints();

    /// The pods placed on it by this solve, in order.
    List<Pod> placed();

    /// The host ports in use, those of running pods included.
    List<HostPort> hostPorts();

    /// The volumes attached, those of running pods included.
    AttachedVolumes volumes();
}
