package sh.karpenter.providers.aws.metrics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import sh.karpenter.kube.provider.MeterSink;

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

    /// Price and health of an offering.
    public void offering(String type, String capacityType, String zone, boolean available, double price) {
        var labels = labels("instance_type", type, "capacity_type", capacityType, "zone", zone);
        sink.gauge("cloudprovider_instance_type_offering_available", labels, available ? 1 : 0);
        sink.gauge("cloudprovider_instance_type_offering_price_estimate", labels, price);
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
