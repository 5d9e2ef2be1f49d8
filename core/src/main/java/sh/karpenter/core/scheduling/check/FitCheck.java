package sh.karpenter.core.scheduling.check;

import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNode;
import sh.karpenter.core.scheduling.sim.NewNode;

/// One reason why a pod may not join a node.
///
/// `test` runs millions of times and allocates nothing; [#explain] runs only for what is reported, in the same
/// state, and may take its time. Keeping both in one class keeps them together. There is one `test` per kind of
/// node; a check that has nothing to say about a kind leaves it out.
public interface FitCheck {

    /// Whether the pod may join a node that exists, as far as this check goes.
    ///
    /// @param node the node of the attempt
    default Verdict test(Attempt attempt, ExistingNode node) {
        return Verdict.FITS;
    }

    /// Whether the pod may join a node that the solve opens, as far as this check goes. It may narrow what the node
    /// would become.
    ///
    /// @param node the node of the attempt
    default Verdict test(Attempt attempt, NewNode node) {
        return Verdict.FITS;
    }

    /// Why `test` did not say [Verdict#FITS], asked right after it.
    Rejection explain(Attempt attempt);
}
