package sh.karpenter.app.metrics;

import java.util.Set;

/// What Prometheus must be told of a metric beyond its name.
final class MetricKinds {
    /// Metrics that are summaries for historical reasons; everything else that is observed is a histogram.
    private static final Set<String> SUMMARIES =
            Set.of("nodes_termination_duration_seconds", "pods_startup_duration_seconds");

    /// The quantiles of summaries.
    static final double[] QUANTILES = {0, 0.5, 0.9, 0.99, 1};

    /// By how much the rank of a quantile may be wrong.
    static final double QUANTILE_ERROR = 0.01;

    private MetricKinds() {}

    /// Whether observations of the metric make a summary.
    static boolean summary(String metric) {
        return SUMMARIES.contains(metric);
    }

    /// A line about the metric for people: its name in words.
    static String help(String metric) {
        return metric.replace('_', ' ');
    }
}
