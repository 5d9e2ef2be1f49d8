package sh.karpenter.controllers.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.metric.ClaimMetrics;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.kube.provider.MeterSink;

/// Tells whether the picture of the cluster can be relied on, each time somebody asks, and complains when it
/// could not for long: nothing is decided meanwhile.
public final class SyncReport {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofSeconds(10);

    private final MeterSink meters;
    private final InstantSource clock;
    private @Nullable Instant unsyncedSince;
    private @Nullable Instant complained;

    /// Tells that sink, and the log.
    public SyncReport(MeterSink meters, InstantSource clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /// Somebody asked.
    ///
    /// @param synced the answer
    /// @param nodes how many machines the picture has
    synchronized void asked(boolean synced, int nodes) {
        Instant now = clock.instant();
        if (synced) {
            unsyncedSince = null;
        } else if (unsyncedSince == null) {
            unsyncedSince = now;
        }
        Duration unsynced = unsyncedSince == null ? Duration.ZERO : Duration.between(unsyncedSince, now);
        meters.gauge("cluster_state_synced", MetricLabels.of(), synced ? 1 : 0);
        meters.gauge("cluster_state_unsynced_time_seconds", MetricLabels.of(), ClaimMetrics.seconds(unsynced));
        meters.gauge("cluster_state_node_count", MetricLabels.of(), nodes);
        if (unsynced.compareTo(PATIENCE) > 0
                && (complained == null || Duration.between(complained, now).compareTo(BETWEEN_COMPLAINTS) >= 0)) {
            complained = now;
            log.atError()
                    .addKeyValue("duration", unsynced.toSeconds() + "s")
                    .log("cluster is waiting on sync for extended duration");
        }
    }
}
