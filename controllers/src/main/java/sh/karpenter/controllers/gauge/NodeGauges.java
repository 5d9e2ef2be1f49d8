package sh.karpenter.controllers.gauge;

import io.fabric8.kubernetes.api.model.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.provider.MeterSink.Reading;

/// Shows every five seconds what each node has, what its pods ask for, and how old it is.
///
/// Source: Karpenter documentation, "Metrics / Nodes Metrics".
public final class NodeGauges {
    private static final String NAME = "metrics.node";
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ControllerContext context;
    private final LiveCluster cluster;
    private final NodeLabels labels;

    /// Shows nothing yet.
    public NodeGauges(ControllerContext context, LiveCluster cluster) {
        this.context = context;
        this.cluster = cluster;
        this.labels = new NodeLabels(context.provider().labels());
    }

    /// The controller to run.
    public Controller<Controller.Singleton> controller() {
        return Controller.singleton(NAME, context.clock(), this::show);
    }

    Requeue show() {
        var readings = new ArrayList<Reading>();
        Resources requested = Resources.none();
        Resources allocatable = Resources.none();
        for (ClusterNode machine : cluster.snapshot().nodes()) {
            Node node = machine.node();
            if (node != null) {
                Resources requests = requests(machine.pods());
                requested = requested.plus(requests);
                allocatable = allocatable.plus(node.allocatable());
                add(readings, machine, node, requests);
            }
        }
        utilization(readings, requested, allocatable);
        context.meters().show(NAME, readings);
        return Requeue.after(INTERVAL);
    }

    private void add(List<Reading> readings, ClusterNode machine, Node node, Resources requests) {
        var own = labels.of(node.labels());
        own.put("node_name", node.name());
        own.put("phase", phase(node.name()));
        own.put("managed", Boolean.toString(machine.managed()));
        List<Pod> daemons =
                machine.pods().stream().filter(Pod::ownedByDaemonSet).toList();
        amounts(readings, "nodes_allocatable", own, node.allocatable());
        amounts(readings, "nodes_system_overhead", own, node.capacity().minus(node.allocatable()));
        amounts(readings, "nodes_total_pod_requests", own, requests);
        amounts(readings, "nodes_total_pod_limits", own, limits(machine.pods()));
        amounts(readings, "nodes_total_daemon_requests", own, requests(daemons));
        amounts(readings, "nodes_total_daemon_limits", own, limits(daemons));
        Instant now = context.clock().instant();
        readings.add(new Reading(
                "nodes_current_lifetime_seconds",
                own,
                Duration.between(node.created(), now).toSeconds()));
    }

    private String phase(String node) {
        var wire = context.stores().nodes().find(ObjectKey.of(node));
        NodeStatus status = wire == null ? null : wire.getStatus();
        return status == null ? "" : Objects.requireNonNullElse(status.getPhase(), "");
    }

    private static Resources requests(List<Pod> pods) {
        Resources sum = Resources.none();
        for (Pod pod : pods) {
            sum = sum.plus(pod.shape().requests());
        }
        return sum;
    }

    private static Resources limits(List<Pod> pods) {
        Resources sum = Resources.none();
        for (Pod pod : pods) {
            sum = sum.plus(pod.limits());
        }
        return sum;
    }

    private static void amounts(
            List<Reading> readings, String metric, SequencedMap<String, String> own, Resources amounts) {
        amounts.amounts().forEach((resource, amount) -> {
            var all = new LinkedHashMap<>(own);
            all.put("resource_type", GaugeAmounts.label(resource));
            readings.add(new Reading(metric, all, GaugeAmounts.value(resource, amount)));
        });
    }

    private static void utilization(List<Reading> readings, Resources requested, Resources allocatable) {
        allocatable.amounts().forEach((resource, amount) -> {
            if (amount > 0) {
                readings.add(new Reading(
                        "cluster_utilization_percent",
                        MetricLabels.of("resource_type", GaugeAmounts.label(resource)),
                        100.0 * requested.get(resource) / amount));
            }
        });
    }
}
