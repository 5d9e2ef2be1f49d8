package sh.karpenter.controllers.nodeclaim.podevents;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;

/// Decides when the claim of a node notes that a pod came, ended or left: at most every ten seconds. Pods of
/// DaemonSets come and go with the node and do not count.
///
/// All pods that exist when a process starts count as having come, so a restart delays consolidation rather
/// than letting it act on what it has not seen.
final class PodEvents {
    private static final Duration RESOLUTION = Duration.ofSeconds(10);

    private PodEvents() {}

    /// Whether a change of a pod is an event.
    static boolean event(@Nullable Pod before, @Nullable Pod now) {
        if (now == null || !now.scheduled() || now.ownedByDaemonSet()) {
            return false;
        }
        return before == null
                || !before.scheduled()
                || (now.terminal() && !before.terminal())
                || (now.terminating() && !before.terminating());
    }

    /// Whether an event now is to be noted.
    ///
    /// @param noted when the last one was noted, null for never
    static boolean due(@Nullable Instant noted, Instant now) {
        return noted == null || !now.isBefore(noted.plus(RESOLUTION));
    }
}
