package sh.karpenter.core.scheduling.check;

import java.util.ArrayList;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;

/// What a pod asks for must be left on an existing node. (For a new node the instance types say how much there is.)
final class ResourceCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        return node.holds(attempt.variant().requests(), attempt.times()) ? Verdict.FITS : Verdict.NEVER;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        var node = (ExistingNode) attempt.node();
        long[] requests = attempt.variant().requests();
        var shortages = new ArrayList<Rejection.Shortage>();
        for (int axis = 0; axis < requests.length; axis++) {
            long left = node.left(axis);
            if (left < 0 || requests[axis] > left) {
                shortages.add(new Rejection.Shortage(attempt.cluster().axes().name(axis), requests[axis], left));
            }
        }
        return new Rejection.ResourcesExceeded(shortages);
    }
}
