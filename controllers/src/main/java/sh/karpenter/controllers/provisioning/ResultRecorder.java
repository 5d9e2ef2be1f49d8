package sh.karpenter.controllers.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.event.EventRecorder;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.log.LogValues;
import sh.karpenter.controllers.metric.MetricLabels;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.controllers.metric.SolveMeters;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.RejectionRenderer;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.kube.provider.MeterSink;

/// Tells what a solve decided: nodes that are kept for pods, events of the pods, log lines, measurements.
public final class ResultRecorder {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration QUIET_AFTER_FAILURE = Duration.ofMinutes(5);
    private static final Duration QUIET_ABOUT_POOLS = Duration.ofMinutes(1);

    private final LiveCluster cluster;
    private final EventRecorder events;
    private final MeterSink meters;
    private final InstantSource clock;
    private final Duration nominationPeriod;
    private final PodTimes times;
    private final Predicate<String> healthyPool;
    private final SolveMeters solves;
    private final PreferenceWarnings preferences;

    /// @param nominationPeriod how long a node is kept for pods that are planned onto it
    /// @param times remembers when pods were decided about
    /// @param healthyPool whether the machines of a pool, by its name, are known to become nodes
    public ResultRecorder(
            LiveCluster cluster,
            EventRecorder events,
            MeterSink meters,
            InstantSource clock,
            Duration nominationPeriod,
            PodTimes times,
            Predicate<String> healthyPool) {
        this.cluster = cluster;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        this.nominationPeriod = nominationPeriod;
        this.times = times;
        this.healthyPool = healthyPool;
        this.solves = new SolveMeters("provisioner", meters, clock);
        this.preferences = new PreferenceWarnings(clock);
    }

    /// A provisioning solve begins.
    ///
    /// @param pods how many pods it has to place
    public SolveMeters.Run began(int pods) {
        return solves.begin(pods);
    }

    /// Tells the result of a provisioning solve.
    ///
    /// @param problem what was to be solved
    /// @param schedulingId names the solve, in metrics too
    /// @param took how long it took, observation included
    public void record(SchedulingProblem problem, SchedulingResult result, String schedulingId, Duration took) {
        measure(result);
        remember(problem.pods(), result);
        if (log.isDebugEnabled()) {
            LimitedTypes.of(problem, result).forEach(ResultRecorder::limited);
        }
        result.skippedPools().forEach((pool, reason) -> skipped(problem, pool, reason));
        if (problem.options().preferences() == SchedulingOptions.Preferences.RESPECT) {
            preferences.about(problem.pods().stream()
                    .filter(pod -> !result.ignored().containsKey(pod))
                    .toList());
        }
        result.relaxed()
                .forEach((pod, given) -> log.atDebug()
                        .addKeyValue("Pod", LogValues.reference(pod))
                        .addKeyValue("reason", "gave up " + String.join(", then ", given))
                        .log("relaxing soft constraints for pod since it previously failed to schedule"));
        result.rejected().forEach(this::rejected);
        result.ignored().forEach(this::ignored);
        result.deferred()
                .keySet()
                .forEach(pod -> log.atDebug()
                        .addKeyValue("Pod", LogValues.reference(pod))
                        .log("deferring scheduling decision for provisionable pod(s) to future simulation due to"
                                + " limited reserved offering capacity"));
        placed(result.existing());
        summary(result, schedulingId, took);
    }

    private static void limited(LimitedTypes types) {
        log.atDebug()
                .addKeyValue("NodePool", LogValues.reference(types.pool()))
                .addKeyValue("excluded", types.excluded())
                .addKeyValue("total", types.total())
                .log("instance types were excluded because they would breach limits");
    }

    private void measure(SchedulingResult result) {
        var controller = MetricLabels.of("controller", "provisioner");
        meters.gauge(
                "scheduler_unschedulable_pods_count",
                controller,
                result.rejected().size());
        meters.gauge(
                "scheduler_ignored_pods_count",
                MetricLabels.of(),
                result.ignored().size());
        var byZone = new ArrayList<MeterSink.Reading>();
        result.effectiveZones()
                .forEach((zone, pods) -> byZone.add(new MeterSink.Reading(
                        "scheduler_pending_pods_by_effective_zone_count",
                        MetricLabels.of("controller", "provisioner", "zone", zone),
                        pods)));
        meters.show("provisioner/zones", byZone);
    }

    /// Keeps the times of the pods: all were decided about; those that are to go to a node, or to a machine of
    /// a pool whose machines are known to become nodes, can be scheduled from now on.
    private void remember(List<Pod> pods, SchedulingResult result) {
        Instant now = clock.instant();
        times.decided(pods, now);
        result.existing().values().forEach(placed -> times.schedulable(placed, now));
        for (ProposedNodeClaim claim : result.newNodeClaims()) {
            if (healthyPool.test(claim.pool().name())) {
                times.schedulable(claim.pods(), now);
            }
        }
    }

    /// Tells a pool that it was left out, and why.
    private void skipped(SchedulingProblem problem, String name, Rejection reason) {
        boolean noTypes = reason instanceof Rejection.NoCompatibleInstanceTypes;
        String event = noTypes ? "NoCompatibleInstanceTypes" : "InvalidNodePool";
        log.atInfo()
                .addKeyValue("NodePool", Map.of("name", name))
                .addKeyValue("reason", RejectionRenderer.render(reason))
                .log(
                        noTypes
                                ? "skipping, nodepool requirements filtered out all instance types"
                                : "skipping, nodepool cannot be understood");
        problem.pools().stream()
                .map(PoolCatalogue::pool)
                .filter(pool -> pool.name().equals(name))
                .forEach(pool -> events.publish(ObjectEvent.warning(
                                new Subject("karpenter.sh/v1", "NodePool", "", name, pool.uid()),
                                event,
                                RejectionRenderer.render(reason))
                        .sameAs(pool.uid())
                        .quietFor(QUIET_ABOUT_POOLS)));
    }

    private void rejected(Pod pod, Rejection rejection) {
        String error = RejectionRenderer.render(rejection);
        if (rejection instanceof Rejection.UsesDynamicResources) {
            log.atInfo()
                    .addKeyValue("Pod", LogValues.reference(pod))
                    .log("skipping pod with Dynamic Resource Allocation requirements, not yet supported by Karpenter");
            failed(pod, error);
            return;
        }
        log.atError()
                .addKeyValue("Pod", LogValues.reference(pod))
                .addKeyValue("error", error)
                .log("could not schedule pod");
        failed(pod, error);
    }

    private void ignored(Pod pod, Rejection rejection) {
        String error = RejectionRenderer.render(rejection);
        log.atDebug()
                .addKeyValue("Pod", LogValues.reference(pod))
                .addKeyValue("error", error)
                .log("ignoring pod");
        if (!(rejection instanceof Rejection.RefusesManagedNodes)) {
            failed(pod, error);
        }
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

    private static void summary(SchedulingResult result, String schedulingId, Duration took) {
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
            log.atDebug()
                    .addKeyValue("duration", GoDuration.format(took))
                    .addKeyValue("scheduling-id", schedulingId)
                    .log("scheduling simulation timed out");
        }
    }
}
