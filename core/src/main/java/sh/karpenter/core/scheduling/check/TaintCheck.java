package sh.karpenter.core.scheduling.check;

import java.util.Objects;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// Every taint, of whatever effect, must be tolerated. `PreferNoSchedule` counts too until the pod gives up that
/// preference.
final class TaintCheck implements FitCheck {
    @Override
    public Verdict test(Attempt attempt, ExistingNode node) {
        return tolerated(attempt);
    }

    @Override
    public Verdict test(Attempt attempt, NewNode node) {
        return tolerated(attempt);
    }

    private static Verdict tolerated(Attempt attempt) {
        return attempt.cluster()
                        .taints()
                        .tolerates(
                                attempt.variant().wishes().tolerations(),
                                attempt.node().taints())
                ? Verdict.FITS
                : Verdict.NEVER;
    }

    @Override
    public Rejection explain(Attempt attempt) {
        return new Rejection.UntoleratedTaint(Objects.requireNonNull(attempt.cluster()
                .taints()
                .untolerated(
                        attempt.variant().wishes().tolerations(), attempt.node().taints())));
    }
}
