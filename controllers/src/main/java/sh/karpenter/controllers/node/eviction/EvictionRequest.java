package sh.karpenter.controllers.node.eviction;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.drain.DrainMode;

/// How a pod is to be moved off its node.
///
/// @param deadline when the drain's time is over, null for never
/// @param mode what happens then
record EvictionRequest(@Nullable Instant deadline, DrainMode mode) {

    /// What holds when the pod is asked to go once more. A drain that deletes wins over one that gives up; of
    /// two of a kind the earlier deadline holds.
    EvictionRequest and(EvictionRequest other) {
        if (mode != other.mode) {
            return mode == DrainMode.FORCE_DELETE ? this : other;
        }
        if (deadline == null || other.deadline == null) {
            return deadline == null ? other : this;
        }
        return other.deadline.isBefore(deadline) ? other : this;
    }
}
