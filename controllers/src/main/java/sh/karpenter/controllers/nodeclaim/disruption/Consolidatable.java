package sh.karpenter.controllers.nodeclaim.disruption;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides whether a claim has been quiet for long enough that consolidation may look at it: since its last pod
/// event, or since it was initialised when there was none.
final class Consolidatable {
    private Consolidatable() {}

    /// What becomes of the claim's condition.
    sealed interface Decision {
        /// It may be consolidated.
        record Allow() implements Decision {}

        /// It may not.
        ///
        /// @param reason for the log
        /// @param rest how long until it may if nothing happens, null when time alone does not change it
        record Forbid(String reason, @Nullable Duration rest) implements Decision {}
    }

    /// Decides for a claim.
    ///
    /// @param consolidateAfter how long it must be quiet, null for never
    /// @param initialized since when it is initialised, null when it is not
    /// @param lastPodEvent when a pod last came or went, null for never
    static Decision decide(
            @Nullable Duration consolidateAfter,
            @Nullable Instant initialized,
            @Nullable Instant lastPodEvent,
            Instant now) {
        if (consolidateAfter == null) {
            return new Decision.Forbid("consolidation is disabled", null);
        }
        if (initialized == null) {
            return new Decision.Forbid("not initialized", null);
        }
        Instant quietSince = lastPodEvent == null ? initialized : lastPodEvent;
        Duration wait = Duration.between(now, quietSince.plus(consolidateAfter));
        return wait.isPositive() ? new Decision.Forbid("not quiet for long enough", wait) : new Decision.Allow();
    }
}
