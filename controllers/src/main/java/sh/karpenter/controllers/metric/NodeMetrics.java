package sh.karpenter.controllers.metric;

import static sh.karpenter.controllers.metric.ClaimMetrics.seconds;

import java.time.Duration;
import sh.karpenter.kube.provider.MeterSink;

/// What is counted and timed about the end of nodes.
public final class NodeMetrics {
    private final MeterSink meters;

    /// Measures into that sink.
    public NodeMetrics(MeterSink meters) {
        this.meters = meters;
    }

    /// A node has no pods any more that must be waited for.
    public void drained(String nodePool) {
        meters.count("nodes_drained_total", MetricLabels.of("nodepool", nodePool), 1);
    }

    /// A node is gone.
    ///
    /// @param took since its deletion began
    /// @param lived since it was created
    public void terminated(String nodePool, String zone, Duration took, Duration lived) {
        meters.count("nodes_terminated_total", MetricLabels.of("nodepool", nodePool, "zone", zone), 1);
        meters.observe("nodes_termination_duration_seconds", MetricLabels.of("nodepool", nodePool), seconds(took));
        meters.observe("nodes_lifetime_duration_seconds", MetricLabels.of("nodepool", nodePool), seconds(lived));
    }
}
