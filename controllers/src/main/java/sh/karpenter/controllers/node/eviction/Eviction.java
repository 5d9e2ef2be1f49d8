package sh.karpenter.controllers.node.eviction;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.drain.Drain;
import sh.karpenter.controllers.node.drain.DrainMode;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodDisruption;

/// Decides how one pod that has to leave its node is made to.
final class Eviction {
    private Eviction() {}

    /// What to do with a pod now.
    sealed interface Step {
        /// Nothing (any more): it is gone, ending by itself, or may stay.
        record Drop() implements Step {}

        /// Delete it past every budget.
        ///
        /// @param graceSeconds how long it may take to stop, at least 1
        record Delete(long graceSeconds) implements Step {}

        /// Ask for its eviction.
        record Evict() implements Step {}

        /// It may not be evicted now; look again.
        record Later() implements Step {}
    }

    /// Decides for a pod as it is now, null when it is gone or another one has its name.
    static Step decide(@Nullable Pod pod, EvictionRequest request, Instant now) {
        if (pod == null) {
            return new Step.Drop();
        }
        Instant deadline = request.deadline();
        boolean deletes = request.mode() == DrainMode.FORCE_DELETE;
        if (!deletes && deadline != null && now.isAfter(deadline)) {
            return new Step.Drop();
        }
        if (deletes && deadline != null && Drain.mustBeDeleted(pod, deadline, now)) {
            return new Step.Delete(Math.max(Duration.between(now, deadline).toSeconds(), 1));
        }
        if (!pod.active()) {
            return new Step.Drop();
        }
        return PodDisruption.evictable(pod, now) ? new Step.Evict() : new Step.Later();
    }
}
