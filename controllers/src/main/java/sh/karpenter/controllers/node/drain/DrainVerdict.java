package sh.karpenter.controllers.node.drain;

import java.util.List;
import sh.karpenter.core.model.workload.Pod;

/// How far a drain is.
public sealed interface DrainVerdict {

    /// Nobody has to be waited for.
    record Empty() implements DrainVerdict {}

    /// Pods have to go.
    ///
    /// @param next those to be handed to the eviction queue now
    /// @param waiting how many the drain waits for in all
    record Draining(List<Pod> next, int waiting) implements DrainVerdict {
        public Draining {
            next = List.copyOf(next);
        }
    }
}
