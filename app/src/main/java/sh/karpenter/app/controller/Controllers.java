package sh.karpenter.app.controller;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.options.FeatureGates;
import sh.karpenter.app.options.Options;
import sh.karpenter.app.options.Setting;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.disruption.CleanUp;
import sh.karpenter.controllers.disruption.DisruptionController;
import sh.karpenter.controllers.disruption.DisruptionQueue;
import sh.karpenter.controllers.disruption.DisruptionRecorder;
import sh.karpenter.controllers.disruption.Explanations;
import sh.karpenter.controllers.disruption.LiveDisruptionWorld;
import sh.karpenter.controllers.gauge.NodeGauges;
import sh.karpenter.controllers.gauge.NodePoolGauges;
import sh.karpenter.controllers.gauge.PodGauges;
import sh.karpenter.controllers.gauge.PoolCostGauges;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.instance.garbagecollection.InstanceGarbageController;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.node.termination.NodeTerminationController;
import sh.karpenter.controllers.nodeclaim.consistency.ConsistencyController;
import sh.karpenter.controllers.nodeclaim.disruption.ClaimDisruptionController;
import sh.karpenter.controllers.nodeclaim.expiration.ExpirationController;
import sh.karpenter.controllers.nodeclaim.garbagecollection.ClaimGarbageController;
import sh.karpenter.controllers.nodeclaim.hydration.HydrationController;
import sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController;
import sh.karpenter.controllers.nodeclaim.podevents.PodEventsController;
import sh.karpenter.controllers.nodepool.counter.NodePoolCounterController;
import sh.karpenter.controllers.nodepool.hash.NodePoolHashController;
import sh.karpenter.controllers.nodepool.readiness.NodePoolReadinessController;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealthController;
import sh.karpenter.controllers.nodepool.validation.NodePoolValidationController;
import sh.karpenter.controllers.provisioning.ClaimCreation;
import sh.karpenter.controllers.provisioning.MalformedPodsController;
import sh.karpenter.controllers.provisioning.Placements;
import sh.karpenter.controllers.provisioning.PodBatcher;
import sh.karpenter.controllers.provisioning.PodPlans;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.controllers.provisioning.PoolUsage;
import sh.karpenter.controllers.provisioning.Provisioner;
import sh.karpenter.controllers.provisioning.ProvisioningTriggers;
import sh.karpenter.controllers.provisioning.ResultRecorder;
import sh.karpenter.controllers.provisioning.binding.PlannedPods;
import sh.karpenter.controllers.provisioning.binding.PodBindingController;
import sh.karpenter.controllers.status.StatusController;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.store.ClusterStores;
import sh.karpenter.kube.mapping.ProposedClaimMapping;

/// All controllers of the core, each with what it needs.
final class Controllers {
    private static final Duration SHORTEST_NOMINATION = Duration.ofSeconds(10);

    private final Options options;
    private final ControllerContext context;
    private final LiveCluster cluster;
    private final Executor tasks;
    private final RandomGenerator random;
    private final Explanations explanations = new Explanations();

    Controllers(
            Options options, ControllerContext context, LiveCluster cluster, Executor tasks, RandomGenerator random) {
        this.options = options;
        this.context = context;
        this.cluster = cluster;
        this.tasks = tasks;
        this.random = random;
    }

    /// What disruption found about each node, for whoever asks.
    Explanations explanations() {
        return explanations;
    }

    /// The controllers, to be run by the process that leads.
    List<Controller<?>> all() {
        ClusterStores stores = context.stores();
        InstantSource clock = context.clock();
        var labels = context.provider().labels();
        var catalogues = new PoolCatalogues(
                context.provider(),
                ref -> context.provider().nodeClasses().stream()
                        .anyMatch(kind ->
                                kind.group().equals(ref.group()) && kind.kind().equals(ref.kind())));
        var plans = new PodPlans(stores.pods()::find);
        var times = new PodTimes(context.meters());
        var recorder = new ResultRecorder(
                cluster,
                context.events(),
                context.meters(),
                clock,
                nominationPeriod(),
                times,
                this::registrationHealthy);
        var creation = new ClaimCreation(
                stores.nodePools(),
                stores.nodeClaims(),
                cluster,
                new ProposedClaimMapping(labels, random),
                plans,
                context.meters());
        var placements = new PlannedPods();
        boolean bindDirectly = options.text(Setting.POD_BINDING).equals("direct");
        var provisioner = new Provisioner(
                new PodBatcher(
                        options.duration(Setting.BATCH_IDLE_DURATION), options.duration(Setting.BATCH_MAX_DURATION)),
                cluster,
                catalogues,
                labels,
                scheduling(),
                Scheduler::solve,
                recorder,
                creation,
                bindDirectly ? placements : Placements.ignored(),
                tasks,
                clock);
        var world = new LiveDisruptionWorld(
                cluster, catalogues, labels, scheduling(), disruption(), creation, recorder, clock);
        var disruptionRecorder =
                new DisruptionRecorder(context.events(), context.meters(), stores.podDisruptionBudgets(), clock);
        var queue = new DisruptionQueue(
                world,
                disruptionRecorder,
                explanations,
                stores.nodes(),
                stores.nodeClaims(),
                clock,
                Concurrency.scaled(context.cpuRequestMillis(), 100, 1000));
        var disruption = new DisruptionController(
                world,
                queue,
                disruptionRecorder,
                explanations,
                new CleanUp(stores.nodes(), stores.nodeClaims(), clock),
                Workers.ofThisProcess(tasks),
                clock,
                () -> UUID.randomUUID().toString());
        var health = new RegistrationHealth(stores.nodePools(), clock);
        var evictions = new EvictionQueue(context);
        var hydration = new HydrationController(context);
        var controllers = new ArrayList<Controller<?>>(List.of(
                provisioner.controller(),
                new MalformedPodsController(stores.pods()::malformed, context.events()).controller(clock),
                ProvisioningTriggers.ofPods(stores.pods(), provisioner::trigger, clock, context.cpuRequestMillis()),
                ProvisioningTriggers.ofNodes(stores.nodes(), provisioner::trigger, clock, context.cpuRequestMillis()),
                new NodeClaimLifecycleController(context, health, plans).controller(),
                new NodeTerminationController(context, evictions).controller(),
                evictions.controller(),
                new ClaimDisruptionController(context).controller(),
                new PodEventsController(context).controller(),
                new ExpirationController(context).controller(),
                new ConsistencyController(context).controller(),
                new ClaimGarbageController(context).controller(),
                new InstanceGarbageController(context).controller(),
                hydration.claims(),
                hydration.nodes(),
                new NodePoolHashController(context).controller(),
                new NodePoolCounterController(context, this::usage).controller(),
                new NodePoolReadinessController(context).controller(),
                new NodePoolValidationController(context).controller(),
                new RegistrationHealthController(context, health).controller(),
                disruption.controller(),
                queue.controller()));
        if (!options.flag(Setting.DISABLE_CLUSTER_STATE_OBSERVABILITY)) {
            observability(controllers, times);
        }
        if (bindDirectly) {
            controllers.add(
                    new PodBindingController(context, cluster, placements, catalogues, scheduling()).controller());
        }
        controllers.add(new PoolCostGauges(context, cluster, catalogues).controller());
        return List.copyOf(controllers);
    }

    private void observability(List<Controller<?>> controllers, PodTimes times) {
        controllers.add(StatusController.ofClaims(context).controller());
        controllers.add(StatusController.ofPools(context).controller());
        controllers.add(StatusController.ofNodes(context).controller());
        context.provider()
                .nodeClasses()
                .forEach(kind -> controllers.add(
                        StatusController.ofNodeClasses(context, kind).controller()));
        controllers.add(new NodeGauges(context, cluster).controller());
        controllers.add(new NodePoolGauges(context).controller());
        controllers.add(new PodGauges(context, times).controller());
    }

    private boolean registrationHealthy(String pool) {
        NodePool known = context.stores().nodePools().find(pool);
        var conditions = known == null ? null : known.statusOrEmpty().conditions();
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition -> condition.type().equals(ConditionTypes.NODE_REGISTRATION_HEALTHY)
                                && condition.status() == ConditionStatus.TRUE);
    }

    private @Nullable Resources usage(String pool) {
        return cluster.synced() ? PoolUsage.of(pool, cluster.snapshot().nodes()) : null;
    }

    /// A node is kept for its pods for two batches, at least ten seconds.
    private Duration nominationPeriod() {
        Duration twoBatches = options.duration(Setting.BATCH_MAX_DURATION).multipliedBy(2);
        return twoBatches.compareTo(SHORTEST_NOMINATION) > 0 ? twoBatches : SHORTEST_NOMINATION;
    }

    private SchedulingOptions scheduling() {
        SchedulingOptions defaults = SchedulingOptions.defaults();
        return new SchedulingOptions(
                options.text(Setting.PREFERENCE_POLICY).equals("Ignore")
                        ? SchedulingOptions.Preferences.IGNORE
                        : SchedulingOptions.Preferences.RESPECT,
                options.text(Setting.MIN_VALUES_POLICY).equals("BestEffort")
                        ? SchedulingOptions.MinValues.BEST_EFFORT
                        : SchedulingOptions.MinValues.STRICT,
                defaults.reservations(),
                options.featureGates().on(FeatureGates.RESERVED_CAPACITY),
                options.flag(Setting.IGNORE_DRA_REQUESTS),
                options.schedulerConfig().defaultSpread(),
                false,
                defaults.instanceTypeLimit(),
                false);
    }

    private DisruptionOptions disruption() {
        return new DisruptionOptions(
                options.featureGates().on(FeatureGates.SPOT_TO_SPOT_CONSOLIDATION),
                options.featureGates().on(FeatureGates.POD_DELETION_COST_MANAGEMENT),
                options.text(Setting.CONSOLIDATION_MODE).equals("reference")
                        ? DisruptionOptions.Mode.REFERENCE
                        : DisruptionOptions.Mode.DEFAULT);
    }
}
