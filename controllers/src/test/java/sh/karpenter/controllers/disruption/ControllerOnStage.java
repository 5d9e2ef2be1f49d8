package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.ingest.ClusterFeed;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.node.termination.NodeTerminationController;
import sh.karpenter.controllers.nodeclaim.disruption.ClaimDisruptionController;
import sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.provisioning.ClaimCreation;
import sh.karpenter.controllers.provisioning.Placements;
import sh.karpenter.controllers.provisioning.PodBatcher;
import sh.karpenter.controllers.provisioning.PodPlans;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.controllers.provisioning.Provisioner;
import sh.karpenter.controllers.provisioning.ProvisioningTriggers;
import sh.karpenter.controllers.provisioning.ResultRecorder;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.whatif.SideBySide;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.mapping.ProposedClaimMapping;

/// What one start of the controller has in memory, as far as nodes come and go by it.
final class ControllerOnStage {
    private static final AtomicInteger STARTS = new AtomicInteger();

    private final World world;
    private final NodeClaimLifecycleController lifecycle;
    private final NodeTerminationController termination;
    private final ClaimDisruptionController conditions;
    private final EvictionQueue evictions;
    private final Provisioner provisioner;
    private final Controller<?> podTriggers;
    private final Controller<?> nodeTriggers;
    final DisruptionController disruption;
    final DisruptionQueue queue;
    final Explanations explanations = new Explanations();

    ControllerOnStage(World world, DisruptionOptions.Mode mode) {
        this.world = world;
        ControllerContext context = world.context();
        int start = STARTS.incrementAndGet();
        var commands = new AtomicInteger();
        var cluster = new LiveCluster(world.stores::synced);
        ClusterFeed.follow(world.stores, cluster);
        var plans = new PodPlans(world.stores.pods()::find);
        var labels = world.cloud.labels();
        var catalogues = new PoolCatalogues(world.cloud, _ -> true);
        var creation = new ClaimCreation(
                world.stores.nodePools(),
                world.stores.nodeClaims(),
                cluster,
                new ProposedClaimMapping(labels, new Random(1)),
                plans,
                context.meters());
        var results = new ResultRecorder(
                cluster,
                context.events(),
                context.meters(),
                world.clock,
                Duration.ofSeconds(20),
                new PodTimes(context.meters()),
                _ -> true);
        provisioner = new Provisioner(
                new PodBatcher(Duration.ofSeconds(1), Duration.ofSeconds(10)),
                cluster,
                catalogues,
                labels,
                SchedulingOptions.defaults(),
                Scheduler::solve,
                results,
                creation,
                Placements.ignored(),
                Runnable::run,
                world.clock);
        podTriggers = ProvisioningTriggers.ofPods(world.stores.pods(), provisioner::trigger, world.clock, 1000);
        nodeTriggers = ProvisioningTriggers.ofNodes(world.stores.nodes(), provisioner::trigger, world.clock, 1000);
        evictions = new EvictionQueue(context);
        lifecycle = new NodeClaimLifecycleController(
                context, new RegistrationHealth(world.stores.nodePools(), world.clock), plans);
        termination = new NodeTerminationController(context, evictions);
        conditions = new ClaimDisruptionController(context);
        var live = new LiveDisruptionWorld(
                cluster,
                catalogues,
                labels,
                SchedulingOptions.defaults(),
                DisruptionOptions.defaults().in(mode),
                creation,
                results,
                world.clock);
        var recorder = new DisruptionRecorder(
                context.events(), context.meters(), world.stores.podDisruptionBudgets(), context.clock());
        queue = new DisruptionQueue(
                live, recorder, explanations, world.stores.nodes(), world.stores.nodeClaims(), world.clock, 10);
        disruption = new DisruptionController(
                live,
                queue,
                recorder,
                explanations,
                new CleanUp(world.stores.nodes(), world.stores.nodeClaims(), world.clock),
                SideBySide.alone(),
                world.clock,
                () -> "command-" + start + "-" + commands.incrementAndGet());
    }

    /// Does everything that there is to do now.
    void round() {
        for (NodeClaim claim : world.stores.nodeClaims().list()) {
            lifecycle.reconcile(ObjectKey.of(claim));
        }
        for (NodeClaim claim : world.stores.nodeClaims().list()) {
            conditions.reconcile(ObjectKey.of(claim));
        }
        for (var node : world.stores.nodes().list()) {
            termination.reconcile(ObjectKey.of(node));
        }
        var controllers = List.of(
                evictions.controller(),
                podTriggers,
                nodeTriggers,
                provisioner.controller(),
                disruption.controller(),
                queue.controller());
        while (controllers.stream().filter(Controller::step).count() > 0) {
            // until nothing is due in any of them
        }
    }
}
