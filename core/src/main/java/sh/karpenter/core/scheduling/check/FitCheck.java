package sh.karpenter.core.scheduling.check;

import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;

/// One reason why a pod may not join a node.
///
/// [#test] runs millions of times and allocates nothing; [#explain] runs only for what is reported, in the same
/// state, and may take its
/// time. Keeping both in one class keeps them together.
public interface FitCheck {

    /// Whether the pod may join, as far as this check goes. It may narrow what the node would become.
    Verdict test(Attempt attempt);

    /// Why [#test] did not say [Verdict#FITS], asked right after it.
    Rejection explain(Attempt attempt);
}
