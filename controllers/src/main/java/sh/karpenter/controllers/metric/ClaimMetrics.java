package sh.karpenter.controllers.metric;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.provider.MeterSink;

/// What is counted and timed about claims and their nodes.
public final class ClaimMetrics {
    private final MeterSink meters;

    /// Measures into that sink.
    public ClaimMetrics(MeterSink meters) {
        this.meters = meters;
    }

    /// A claim is deleted by us.
    ///
    /// @param reason for example `expired`
    public void disrupted(NodeClaim claim, String reason) {
        meters.count(
                "nodeclaims_disrupted_total",
                MetricLabels.of(
                        "reason", reason,
                        "nodepool", label(claim, LabelKeys.NODE_POOL),
                        "capacity_type", label(claim, LabelKeys.CAPACITY_TYPE),
                        "consolidation_policy", "",
                        "termination_mode", terminationMode(claim.getSpec().terminationGracePeriod())),
                1);
    }

    /// A node has registered.
    public void nodeCreated(NodeClaim claim) {
        meters.count("nodes_created_total", poolAndZone(claim), 1);
    }

    /// A claim is gone, its machine included.
    ///
    /// @param took since its deletion began
    public void terminated(NodeClaim claim, Duration took) {
        meters.observe(
                "nodeclaims_termination_duration_seconds",
                MetricLabels.of("nodepool", label(claim, LabelKeys.NODE_POOL)),
                seconds(took));
        meters.count(
                "nodeclaims_terminated_total",
                MetricLabels.of(
                        "nodepool", label(claim, LabelKeys.NODE_POOL),
                        "capacity_type", label(claim, LabelKeys.CAPACITY_TYPE),
                        "zone", label(claim, LabelKeys.ZONE)),
                1);
    }

    /// A machine is gone.
    ///
    /// @param took since the provider was told first
    public void instanceTerminated(NodeClaim claim, Duration took) {
        meters.observe(
                "nodeclaims_instance_termination_duration_seconds",
                MetricLabels.of("nodepool", label(claim, LabelKeys.NODE_POOL)),
                seconds(took));
    }

    /// How the end of a claim is bounded: `graceful` without a grace period for the whole, `forceful` with none
    /// at all, `eventual` in between.
    public static String terminationMode(@Nullable Duration terminationGracePeriod) {
        if (terminationGracePeriod == null) {
            return "graceful";
        }
        return terminationGracePeriod.isZero() || terminationGracePeriod.isNegative() ? "forceful" : "eventual";
    }

    /// A duration in seconds, as metrics show it.
    public static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static SequencedMap<String, String> poolAndZone(NodeClaim claim) {
        return MetricLabels.of("nodepool", label(claim, LabelKeys.NODE_POOL), "zone", label(claim, LabelKeys.ZONE));
    }

    private static String label(NodeClaim claim, String key) {
        return Objects.requireNonNullElse(claim.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(key, "");
    }
}
