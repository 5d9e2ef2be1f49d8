package sh.karpenter.controllers.nodeclaim.lifecycle;

import java.util.List;
import sh.karpenter.core.model.workload.Pod;

/// Knows which pods wait for a claim.
@FunctionalInterface
public interface ClaimPods {

    /// The pods for which the claim was made, as far as this process knows.
    List<Pod> waitingFor(String claimName);
}
