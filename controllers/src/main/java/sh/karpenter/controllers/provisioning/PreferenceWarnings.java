package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.TopologySpread;

/// Says in the log which pods have preferences that cost machines: each is kept for as long as it can be, so that
/// consolidation may find no better place. A pod is named once a day for each kind of preference.
final class PreferenceWarnings {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration ONCE_IN = Duration.ofHours(24);
    private static final int NAMED = 10;

    private final InstantSource clock;
    private final Map<String, Instant> named = new HashMap<>();

    PreferenceWarnings(InstantSource clock) {
        this.clock = clock;
    }

    /// Looks at the pods of a solve.
    synchronized void about(List<Pod> pods) {
        Instant now = clock.instant();
        named.values().removeIf(since -> Duration.between(since, now).compareTo(ONCE_IN) >= 0);
        warn(
                pods,
                pod -> !pod.shape().preferredPodAntiAffinity().isEmpty(),
                "pod(s) have a preferred Anti-Affinity which can prevent consolidation",
                now);
        warn(
                pods,
                pod -> pod.shape().topologySpread().stream().anyMatch(TopologySpread::scheduleAnyway),
                "pod(s) have a preferred TopologySpreadConstraint which can prevent consolidation",
                now);
    }

    private void warn(List<Pod> pods, Predicate<Pod> prefers, String message, Instant now) {
        List<String> names = pods.stream()
                .filter(prefers)
                .filter(pod -> named.putIfAbsent(pod.uid() + " " + message, now) == null)
                .map(Pod::qualifiedName)
                .toList();
        if (!names.isEmpty()) {
            log.atInfo().addKeyValue("pods", NameList.of(names, NAMED)).log(message);
        }
    }
}
