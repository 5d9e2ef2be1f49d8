package sh.karpenter.providers.aws.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// What the provider measures, under the names that dashboards know.
public final class ProviderMeters {
    private final MeterSink sink;

    public ProviderMeters(MeterSink sink) {
        this.sink = sink;
    }

    /// One error of a launch.
    public void launchFailed(String zone, String zoneId, String capacityType, String reason) {
        sink.count(
                "cloudprovider_instance_launch_failures_total",
                labels("zone", zone, "zone_id", zoneId, "capacity_type", capacityType, "reason", reason),
                1);
    }

    /// A termination that EC2 refused.
    public void terminationFailed(String zone, String zoneId) {
        sink.count("cloudprovider_instance_termination_failures_total", labels("zone", zone, "zone_id", zoneId), 1);
    }

    /// A batch that was sent.
    public void batched(String batcher, int items, Duration waited) {
        sink.observe("cloudprovider_batcher_batch_size", labels("batcher", batcher), items);
        sink.observe("cloudprovider_batcher_batch_time_seconds", labels("batcher", batcher), waited.toNanos() / 1e9);
    }

    /// The size of an instance type, without overhead.
    public void instanceType(String type, double cores, double memoryBytes) {
        sink.gauge("cloudprovider_instance_type_cpu_cores", labels("instance_type", type), cores);
        sink.gauge("cloudprovider_instance_type_memory_bytes", labels("instance_type", type), memoryBytes);
    }

    /// Price and health of all offerings; those told before and not now are gone.
    public void offerings(Collection<OfferingReading> offerings) {
        var readings = new ArrayList<Reading>(2 * offerings.size());
        for (OfferingReading offering : offerings) {
            var labels = labels(
                    "instance_type",
                    offering.type(),
                    "capacity_type",
                    offering.capacityType(),
                    "zone",
                    offering.zone());
            readings.add(new Reading(
                    "cloudprovider_instance_type_offering_available", labels, offering.available() ? 1 : 0));
            readings.add(new Reading("cloudprovider_instance_type_offering_price_estimate", labels, offering.price()));
        }
        sink.show("cloudprovider.metrics", readings);
    }

    /// One offering.
    ///
    /// @param available whether a launch is worth trying
    /// @param price per hour
    public record OfferingReading(String type, String capacityType, String zone, boolean available, double price) {}

    /// A claim is let go because of what happened to its machine.
    ///
    /// @param reason for example `spot_interrupted`
    public void disrupted(NodeClaim claim, String reason) {
        var own = Objects.requireNonNullElse(claim.getMetadata().getLabels(), Map.<String, String>of());
        Duration grace = claim.getSpec().terminationGracePeriod();
        sink.count(
                "nodeclaims_disrupted_total",
                labels(
                        "reason",
                        reason,
                        "nodepool",
                        own.getOrDefault(LabelKeys.NODE_POOL, ""),
                        "capacity_type",
                        own.getOrDefault(LabelKeys.CAPACITY_TYPE, ""),
                        "consolidation_policy",
                        "",
                        "termination_mode",
                        grace == null ? "graceful" : grace.isPositive() ? "eventual" : "forceful"),
                1);
    }

    /// A call to AWS, its retries included.
    ///
    /// @param code HTTP status of success, or AWS's error code
    public void awsCall(String service, String action, String code, Duration took) {
        var labels = labels("service", service, "action", action, "code", code);
        sink.count("aws_sdk_go_request_total", labels, 1);
        sink.observe("aws_sdk_go_request_duration_seconds", labels, took.toNanos() / 1e9);
    }

    /// One attempt of a call to AWS.
    ///
    /// @param code HTTP status
    public void awsAttempt(String service, String action, String code, Duration took) {
        var labels = labels("service", service, "action", action, "code", code);
        sink.count("aws_sdk_go_request_attempt_total", labels, 1);
        sink.observe("aws_sdk_go_request_attempt_duration_seconds", labels, took.toNanos() / 1e9);
    }

    /// A message came from the interruption queue.
    public void interruptionReceived(String kind) {
        sink.count("interruption_received_messages_total", labels("message_type", kind), 1);
    }

    /// A message was removed from the interruption queue.
    public void interruptionDeleted() {
        sink.count("interruption_deleted_messages_total", labels(), 1);
    }

    /// How long after it was sent a message had been acted on.
    public void interruptionLatency(Duration took) {
        sink.observe("interruption_message_queue_duration_seconds", labels(), Math.max(0, took.toNanos() / 1e9));
    }

    /// A machine newly fails a status check.
    ///
    /// @param category `InstanceStatus`, `SystemStatus` or `EventStatus`
    public void unhealthy(String category) {
        sink.count("interruption_instance_status_unhealthy_total", labels("category", category), 1);
    }

    /// The length of a class's user data.
    public void userData(String nodeClass, int bytes) {
        sink.gauge("ec2nodeclasses_userdata_bytes", labels("nodeclass", nodeClass), bytes);
    }

    private static SequencedMap<String, String> labels(String... namesAndValues) {
        var labels = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }
}
