package sh.karpenter.core.disruption.method;

import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;

/// What replacing nodes that are no longer what their pool or node class says has in common, whether the pool
/// follows its pods or keeps a fixed number of nodes: nothing is compared with anything, so nothing has to hold
/// for a while, and pods do not stand in the way where the drain is bounded.
public sealed interface DriftMethod extends DisruptionMethod permits Drift, StaticDrift {

    @Override
    default DisruptionReason reason() {
        return DisruptionReason.DRIFTED;
    }

    @Override
    default String consolidationType() {
        return "";
    }

    @Override
    default Candidates.Strictness strictness() {
        return Candidates.Strictness.EVENTUAL;
    }

    @Override
    default boolean confirmed() {
        return false;
    }
}
