package sh.karpenter.core.scheduling.check;

import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;

/// In a what-if of consolidation, running pods are not moved to a node whose `consolidateAfter` has not passed;
/// pods that are pending, or whose node is going away anyway, may go there.
final class QuietCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        if (!attempt.cluster().problem().options().consolidation()) {
            return Verdict.FITS;
        }
        Pod pod = attempt.pod();
        boolean moves = pod.phase() != PodPhase.PENDING && !attempt.cluster().onNodeMarkedForDeletion(pod);
        return moves && attempt.cluster().quietSoon(node.host()) ? Verdict.NOT_NOW : Verdict.FITS;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        return new Rejection.NotQuietYet();
    }
}
