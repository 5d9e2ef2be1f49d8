package sh.karpenter.app.metrics;

import java.util.Map;

/// Upper bounds of histogram buckets, in the unit of the metric. Dashboards depend on them.
///
/// Source: Karpenter documentation, "Metrics" (1.15).
final class Buckets {
    /// What most durations use, in seconds.
    private static final double[] COMMON = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
        1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60, 120, 150, 300, 450, 600
    };

    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;

    /// What client libraries use unless told otherwise, in seconds.
    private static final double[] USUAL = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    /// Times of single steps of a work queue, from ten nanoseconds to a thousand seconds.
    private static final double[] QUEUE = {1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000};

    private static final double[] RECONCILE = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5,
        1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60
    };

    private static final double[] BATCH_SIZES = {
        1, 2, 4, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 125, 150, 175, 200, 225, 250, 275, 300, 350, 400,
        450, 500, 550, 600, 700, 800, 900, 1000
    };

    private static final Map<String, double[]> OWN = Map.ofEntries(
            Map.entry("cloudprovider_duration_seconds", USUAL),
            Map.entry("workqueue_queue_duration_seconds", QUEUE),
            Map.entry("workqueue_work_duration_seconds", QUEUE),
            Map.entry("controller_runtime_reconcile_time_seconds", RECONCILE),
            Map.entry("client_go_request_duration_seconds", growing(0.001, 1.5, 20)),
            Map.entry("aws_sdk_go_request_duration_seconds", growing(0.01, 1.5, 20)),
            Map.entry("aws_sdk_go_request_attempt_duration_seconds", growing(0.01, 1.5, 20)),
            Map.entry("cloudprovider_batcher_batch_size", BATCH_SIZES),
            Map.entry("nodeclaims_termination_duration_seconds", doubling(1, 12)),
            Map.entry("nodeclaims_instance_termination_duration_seconds", doubling(1, 11)),
            Map.entry("nodes_reboot_duration_seconds", doubling(10, 8)),
            Map.entry("nodes_reboot_recovery_duration_seconds", doubling(10, 8)),
            Map.entry("nodes_lifetime_duration_seconds", new double[] {
                15 * MINUTE,
                30 * MINUTE,
                45 * MINUTE,
                HOUR,
                2 * HOUR,
                4 * HOUR,
                6 * HOUR,
                8 * HOUR,
                10 * HOUR,
                12 * HOUR,
                16 * HOUR,
                20 * HOUR,
                DAY,
                2 * DAY,
                3 * DAY,
                5 * DAY,
                10 * DAY,
                15 * DAY,
                20 * DAY,
                25 * DAY,
                30 * DAY
            }),
            Map.entry("consolidation_score", new double[] {0.1, 0.25, 0.33, 0.5, 1, 2, 5, 10}));

    private Buckets() {}

    /// The bounds of a metric, by its name without prefix.
    static double[] of(String metric) {
        if (metric.startsWith("operator_")) {
            return metric.endsWith("transition_seconds") || metric.endsWith("termination_duration_seconds")
                    ? doubling(0.5, 15)
                    : COMMON.clone();
        }
        return OWN.getOrDefault(metric, COMMON).clone();
    }

    private static double[] doubling(double first, int count) {
        return growing(first, 2, count);
    }

    private static double[] growing(double first, double factor, int count) {
        var bounds = new double[count];
        for (int i = 0; i < count; i++) {
            bounds[i] = first * Math.pow(factor, i);
        }
        return bounds;
    }
}
