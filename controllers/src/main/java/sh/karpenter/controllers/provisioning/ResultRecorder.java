package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.event.EventRecorder;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.kube.provider.MeterSink;

/// Tells what a solve decided: nodes that are kept for pods, events of the pods, log lines, measurements.
public final class ResultRecorder {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration QUIET_AFTER_FAILURE = Duration.ofMinutes(5);

    private final LiveCluster cluster;
    private final EventRecorder events;
    private final MeterSink meters;
    private final InstantSource clock;
    private final Duration nominationPeriod;

    /// @param nominationPeriod how long a node is kept for pods that are planned onto it
    public ResultRecorder(
            LiveCluster cluster,
            EventRecorder events,
            MeterSink meters,
            InstantSource clock,
            Duration nominationPeriod) {
        this.cluster = cluster;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        this.nominationPeriod = nominationPeriod;
    }

    /// Tells the result of a provisioning solve.
    ///
    /// @param took how long it took, observation included
    public void record(SchedulingResult result, Duration took) {
        measure(result, took);
        result.rejected().forEach(this::rejected);
        result.ignored().forEach(this::ignored);
        result.deferred()
                .keySet()
                .forEach(pod -> log.atDebug()
                        .addKeyValue("Pod", reference(pod))
                        .log("deferring scheduling decision for provisionable pod(s) to future simulation due to"
                                + " limited reserved offering capacity"));
        placed(result.existing());
        summary(result, took);
    }

    private void measure(SchedulingResult result, Duration took) {
        var controller = MetricLabels.of("controller", "provisioner");
        meters.observe("scheduler_scheduling_duration_seconds", controller, took.toNanos() / 1e9);
        meters.gauge(
                "scheduler_unschedulable_pods_count",
                controller,
                result.rejected().size());
        meters.gauge(
                "scheduler_ignored_pods_count",
                MetricLabels.of(),
                result.ignored().size());
    }

    private void rejected(Pod pod, Rejection rejection) {
        String error = RejectionRenderer.render(rejection);
        log.atError()
                .addKeyValue("Pod", reference(pod))
                .addKeyValue("error", error)
                .log("could not schedule pod");
        failed(pod, error);
    }

    private void ignored(Pod pod, Rejection rejection) {
        String error = RejectionRenderer.render(rejection);
        log.atDebug()
                .addKeyValue("Pod", reference(pod))
                .addKeyValue("error", error)
                .log("ignoring pod");
        failed(pod, error);
    }

    private void failed(Pod pod, String error) {
        events.publish(ObjectEvent.warning(Subject.of(pod), "FailedScheduling", "Failed to schedule pod, " + error)
                .sameAs(pod.uid())
                .quietFor(QUIET_AFTER_FAILURE));
    }

    /// Keeps existing nodes for the pods that are to be bound there, and tells the pods.
    ///
    /// @param podsByNode by name of the node, as [ClusterNode#name]
    public void placed(Map<String, List<Pod>> podsByNode) {
        var nodes = new TreeSet<String>();
        podsByNode.forEach((node, pods) -> {
            if (!pods.isEmpty()) {
                nodes.add(node);
            }
        });
        if (nodes.isEmpty()) {
            return;
        }
        cluster.apply(new ClusterEvent.Nominated(nodes, clock.instant().plus(nominationPeriod)));
        for (ClusterNode machine : cluster.snapshot().nodes()) {
            List<Pod> pods = podsByNode.getOrDefault(machine.name(), List.of());
            pods.forEach(pod -> nominated(pod, described(machine)));
        }
    }

    private static String described(ClusterNode machine) {
        NodeClaim claim = machine.claim();
        String claimText = claim == null ? "" : "nodeclaim/" + claim.name();
        String nodeText = machine.node() == null ? "" : "node/" + machine.node().name();
        return claimText + (claimText.isEmpty() || nodeText.isEmpty() ? "" : ", ") + nodeText;
    }

    /// Tells the pods that a claim was made for them.
    public void planned(String claim, List<Pod> pods) {
        pods.forEach(pod -> nominated(pod, "nodeclaim/" + claim));
    }

    private void nominated(Pod pod, String where) {
        events.publish(ObjectEvent.normal(Subject.of(pod), "Nominated", "Pod should schedule on: " + where)
                .sameAs(pod.uid()));
    }

    private static void summary(SchedulingResult result, Duration took) {
        List<Pod> onNewNodes = result.newNodeClaims().stream()
                .flatMap(claim -> claim.pods().stream())
                .toList();
        if (!onNewNodes.isEmpty()) {
            log.atInfo()
                    .addKeyValue(
                            "Pods",
                            NameList.of(
                                    onNewNodes.stream().map(Pod::qualifiedName).toList()))
                    .addKeyValue("duration", GoDuration.format(took))
                    .log("found provisionable pod(s)");
            log.atInfo()
                    .addKeyValue("nodeclaims", result.newNodeClaims().size())
                    .addKeyValue("pods", onNewNodes.size())
                    .log("computed new nodeclaim(s) to fit pod(s)");
        }
        long nodes = result.existing().values().stream()
                .filter(pods -> !pods.isEmpty())
                .count();
        if (nodes > 0) {
            log.atInfo()
                    .addKeyValue("nodes", nodes)
                    .addKeyValue(
                            "pods",
                            result.existing().values().stream()
                                    .mapToInt(List::size)
                                    .sum())
                    .log("computed unready node(s) will fit pod(s)");
        }
        if (result.timedOut()) {
            log.atDebug().addKeyValue("duration", GoDuration.format(took)).log("scheduling simulation timed out");
        }
    }

    private static Map<String, String> reference(Pod pod) {
        var reference = new LinkedHashMap<String, String>();
        reference.put("name", pod.name());
        reference.put("namespace", pod.namespace());
        return reference;
    }
}
