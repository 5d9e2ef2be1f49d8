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

    private static final Map<String, double[]> OWN = Map.of(
            "nodeclaims_termination_duration_seconds", doubling(1, 12),
            "nodeclaims_instance_termination_duration_seconds", doubling(1, 11),
            "nodes_reboot_duration_seconds", doubling(10, 8),
            "nodes_reboot_recovery_duration_seconds", doubling(10, 8),
            "nodes_lifetime_duration_seconds",
                    new double[] {
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
                    },
            "consolidation_score", new double[] {0.1, 0.25, 0.33, 0.5, 1, 2, 5, 10});

    private Buckets() {}

    /// The bounds of a metric, by its name without prefix.
    static double[] of(String metric) {
        return OWN.getOrDefault(metric, COMMON).clone();
    }

    private static double[] doubling(double first, int count) {
        var bounds = new double[count];
        for (int i = 0; i < count; i++) {
            bounds[i] = first * Math.pow(2, i);
        }
        return bounds;
    }
}
