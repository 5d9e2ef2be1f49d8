package sh.karpenter.controllers.metric;

import java.time.Duration;
import java.util.Locale;
import java.util.SequencedMap;
import sh.karpenter.kube.client.runtime.ReconcileObserver;
import sh.karpenter.kube.provider.MeterSink;

/// Measures the controller runtime under the names that dashboards for controllers know.
///
/// Source: the metrics of controller-runtime and client-go's work queue, as listed in what Karpenter serves.
public final class ReconcileMeters implements ReconcileObserver {
    private final MeterSink meters;

    /// Measures into that sink.
    public ReconcileMeters(MeterSink meters) {
        this.meters = meters;
    }

    /// Lets the counters of a controller begin at zero, so that a first error shows as an increase.
    public void begin(String controller) {
        var labels = MetricLabels.of("controller", controller);
        meters.count("workqueue_adds_total", queue(controller), 0);
        meters.count("workqueue_retries_total", queue(controller), 0);
        meters.count("controller_runtime_reconcile_errors_total", labels, 0);
        for (Result result : Result.values()) {
            meters.count("controller_runtime_reconcile_total", withResult(controller, result), 0);
        }
    }

    @Override
    public void queued(String controller) {
        meters.count("workqueue_adds_total", queue(controller), 1);
    }

    @Override
    public void started(String controller, Duration waited) {
        meters.observe("workqueue_queue_duration_seconds", queue(controller), ClaimMetrics.seconds(waited));
    }

    @Override
    public void finished(String controller, Result result, Duration took) {
        var labels = MetricLabels.of("controller", controller);
        double seconds = ClaimMetrics.seconds(took);
        meters.observe("workqueue_work_duration_seconds", queue(controller), seconds);
        meters.observe("controller_runtime_reconcile_time_seconds", labels, seconds);
        meters.count("controller_runtime_reconcile_total", withResult(controller, result), 1);
        switch (result) {
            case SUCCESS, REQUEUE_AFTER -> {}
            case REQUEUE -> meters.count("workqueue_retries_total", queue(controller), 1);
            case ERROR -> {
                meters.count("workqueue_retries_total", queue(controller), 1);
                meters.count("controller_runtime_reconcile_errors_total", labels, 1);
            }
        }
    }

    private static SequencedMap<String, String> withResult(String controller, Result result) {
        return MetricLabels.of("controller", controller, "result", result.name().toLowerCase(Locale.ROOT));
    }

    private static SequencedMap<String, String> queue(String controller) {
        return MetricLabels.of("controller", controller, "name", controller);
    }
}
