package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.log.LogValues;
import sh.karpenter.controllers.metric.ClaimMetrics;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.mapping.ResourcesMapping;

/// Leads every claim to a node that is ready, and to its end.
///
/// Within one pass it takes as many steps as it can; the claim itself is written at the end of the pass. A
/// process that dies on the way loses nothing: what the claim does not say yet is found again at the provider
/// (by the claim's tag) or on the node (by its labels), and the step is taken once more with the same result.
public final class NodeClaimLifecycleController implements Reconciler<ObjectKey> {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final ControllerContext context;
    private final ClaimMetrics metrics;
    private final RegistrationHealth health;
    private final ClaimPods pods;
    private final LaunchCache launches;
    private final ClaimFinalizer finalizer;

    /// A controller that has seen nothing yet.
    ///
    /// @param health told how launches end
    /// @param pods hears of launches that fail for lack of capacity
    public NodeClaimLifecycleController(ControllerContext context, RegistrationHealth health, ClaimPods pods) {
        this.context = context;
        this.metrics = new ClaimMetrics(context.meters());
        this.health = health;
        this.pods = pods;
        this.launches = new LaunchCache(context.clock());
        this.finalizer = new ClaimFinalizer(context, metrics, launches);
    }

    /// The controller with everything that wakes it: claims, and the nodes of their machines.
    public Controller<ObjectKey> controller() {
        int workers = Concurrency.scaled(context.cpuRequestMillis(), 1000, 5000);
        double retriesPerSecond = Math.ceil(workers * 10 / 1000.0);
        return Controller.ofObjects(
                        new Controller.Identity("nodeclaim.lifecycle", "karpenter.sh", "NodeClaim"),
                        workers,
                        RetryPolicy.of(Duration.ofSeconds(1), Duration.ofMinutes(1), retriesPerSecond),
                        context.clock(),
                        this)
                .watchEach(context.stores().nodeClaims(), claim -> List.of(ObjectKey.of(claim)))
                .watchEach(context.stores().nodes(), this::claimsOf);
    }

    private List<ObjectKey> claimsOf(Node node) {
        String providerId = NodeFacts.providerId(node);
        return providerId.isEmpty()
                ? List.of()
                : context.stores().nodeClaims().byProviderId(providerId).stream()
                        .map(ObjectKey::of)
                        .toList();
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        NodeClaim claim = context.stores().nodeClaims().find(key);
        if (claim == null) {
            return Requeue.none();
        }
        ClaimDraft draft = ClaimDraft.of(claim);
        if (!context.stores().nodeClasses().supports(draft.nodeClass())) {
            return Requeue.none();
        }
        return draft.deletion() != null ? finalizer.finalize(draft) : new Pass(draft).run();
    }

    /// One look at a claim that is not being deleted.
    private final class Pass {
        private final ClaimDraft draft;
        private final ClaimLog claimLog;
        private boolean launchTried;
        private @Nullable HookReport hooks;
        private @Nullable Requeue ended;

        Pass(ClaimDraft draft) {
            this.draft = draft;
            this.claimLog = new ClaimLog(draft);
        }

        Requeue run() {
            while (ended == null) {
                perform(NodeClaimLifecycle.decide(facts(), now()));
            }
            return ended;
        }

        private NodeClaimLifecycle.Facts facts() {
            return new NodeClaimLifecycle.Facts(
                    draft.claim(),
                    draft.has(Finalizers.TERMINATION),
                    draft.conditions(now()),
                    nodes(),
                    launchTried,
                    hooks);
        }

        private void perform(LifecycleStep step) {
            switch (step) {
                case LifecycleStep.Protect _ -> protect();
                case LifecycleStep.Launch _ -> launch();
                case LifecycleStep.LaunchAgain _ -> {
                    noteNoNode();
                    save(Requeue.backoff());
                }
                case LifecycleStep.AwaitNode(var patience) -> {
                    noteNoNode();
                    save(Requeue.after(patience));
                }
                case LifecycleStep.RejectNodes(var patience) -> {
                    draft.conditions(draft.conditions(now())
                            .withFalse(
                                    ConditionTypes.REGISTERED,
                                    "MultipleNodesFound",
                                    "Invariant violated, matched multiple nodes",
                                    now()));
                    save(Requeue.after(patience));
                }
                case LifecycleStep.AwaitTimeout(var patience) -> save(Requeue.after(patience));
                case LifecycleStep.AskHooks _ ->
                    hooks = HookReport.of(
                            context.provider().registrationHooks(), NodeClaimMapping.toCore(draft.claim()));
                case LifecycleStep.AwaitHooks(var node, var taintMissing, var names, var pause) ->
                    awaitHooks(node, taintMissing, names, pause);
                case LifecycleStep.Register(var node, var taintMissing, var labels) ->
                    register(node, taintMissing, labels);
                case LifecycleStep.AwaitInitialization(var reason, var message) -> {
                    draft.conditions(
                            draft.conditions(now()).withUnknown(ConditionTypes.INITIALIZED, reason, message, now()));
                    save(Requeue.none());
                }
                case LifecycleStep.Initialize(var node) -> initialize(node);
                case LifecycleStep.GiveUp(var timeouts) -> giveUp(timeouts);
                case LifecycleStep.Rest _ -> save(Requeue.none());
            }
        }

        /// The finalizer is written alone and first: from then on the claim cannot vanish with a machine behind it.
        private void protect() {
            var finalizers = new ArrayList<>(
                    Objects.requireNonNullElse(draft.claim().getMetadata().getFinalizers(), List.<String>of()));
            finalizers.add(Finalizers.TERMINATION);
            draft.finalizers(finalizers);
            // The write itself brings the claim back, now with the finalizer.
            save(Requeue.now());
        }

        private void launch() {
            launchTried = true;
            Instance known = launches.find(draft.uid());
            LaunchReaction reaction = known != null
                    ? new LaunchReaction.Adopt(known)
                    : LaunchReaction.to(context.provider().launch(NodeClaimMapping.toCore(draft.claim())));
            switch (reaction) {
                case LaunchReaction.Adopt(var instance) -> adopt(instance, known == null);
                case LaunchReaction.Abandon abandon -> abandon(abandon);
                case LaunchReaction.Retry(var reason, var message) -> {
                    claimLog.at(log.atError())
                            .addKeyValue("error", "launching nodeclaim, " + message)
                            .log("Reconciler error");
                    draft.conditions(
                            draft.conditions(now()).withUnknown(ConditionTypes.LAUNCHED, reason, message, now()));
                }
            }
        }

        private void adopt(Instance instance, boolean justLaunched) {
            launches.put(draft.uid(), instance);
            Adoption.adopt(draft, instance);
            draft.conditions(draft.conditions(now()).withTrue(ConditionTypes.LAUNCHED, now()));
            if (justLaunched) {
                claimLog.at(log.atInfo())
                        .addKeyValue("provider-id", instance.providerId())
                        .addKeyValue("instance-type", draft.label(LabelKeys.INSTANCE_TYPE))
                        .addKeyValue("zone", draft.label(LabelKeys.ZONE))
                        .addKeyValue("capacity-type", draft.label(LabelKeys.CAPACITY_TYPE))
                        .addKeyValue("allocatable", ResourcesMapping.toText(instance.allocatable()))
                        .log("launched nodeclaim");
            }
        }

        private void abandon(LaunchReaction.Abandon abandon) {
            if (abandon.tellPods()) {
                tellOfInsufficientCapacity(abandon.message());
            }
            claimLog.at(log.atError()).addKeyValue("error", abandon.message()).log("failed launching nodeclaim");
            delete(List.of(abandon.reason()));
        }

        private void tellOfInsufficientCapacity(String message) {
            String event = LaunchReaction.cut("NodeClaim " + draft.name() + " event: " + message);
            context.events()
                    .publish(ObjectEvent.warning(Subject.of(draft.claim()), "InsufficientCapacityError", event)
                            .sameAs(draft.uid()));
            for (Pod pod : pods.waitingFor(draft.name())) {
                if (!pod.scheduled() && pod.active()) {
                    context.events()
                            .publish(ObjectEvent.warning(
                                            Subject.of(pod),
                                            "InsufficientCapacityError",
                                            LaunchReaction.cut("NodeClaim " + draft.name()
                                                    + " nominated for this pod failed to launch: " + message))
                                    .sameAs(pod.uid()));
                }
            }
        }

        private void awaitHooks(Node node, boolean taintMissing, List<String> names, Duration pause) {
            if (taintMissing) {
                complainOfMissingTaint();
            }
            var outcome = context.stores().nodes().patch(node, changed -> Registration.synced(changed, draft.claim()));
            if (Writes.accepted(outcome) == null) {
                save(Writes.stopped(outcome));
                return;
            }
            claimLog.at(log.atDebug()).addKeyValue("hooks", names).log("awaiting registration hooks");
            draft.conditions(draft.conditions(now())
                    .withUnknown(
                            ConditionTypes.REGISTERED,
                            "RegistrationHookPending",
                            "Awaiting registration hooks: " + String.join(", ", names),
                            now()));
            save(Requeue.after(pause));
        }

        private void complainOfMissingTaint() {
            String message = "Missing karpenter.sh/unregistered taint which prevents registration related race"
                    + " conditions on Karpenter-managed nodes";
            claimLog.at(log.atError())
                    .addKeyValue(
                            "error",
                            "missing taint prevents registration-related race conditions on"
                                    + " Karpenter-managed nodes")
                    .addKeyValue("taint", "karpenter.sh/unregistered")
                    .log("node claim registration error");
            context.events()
                    .publish(ObjectEvent.warning(Subject.of(draft.claim()), "UnregisteredTaintMissing", message));
        }

        private void register(Node node, boolean taintMissing, Map<String, String> added) {
            if (taintMissing) {
                complainOfMissingTaint();
            }
            if (!added.isEmpty()) {
                var labels = new HashMap<>(
                        Objects.requireNonNullElse(draft.claim().getMetadata().getLabels(), Map.<String, String>of()));
                labels.putAll(added);
                draft.labels(labels);
            }
            var outcome =
                    context.stores().nodes().patch(node, changed -> Registration.registered(changed, draft.claim()));
            if (Writes.accepted(outcome) == null) {
                save(Writes.stopped(outcome));
                return;
            }
            String nodeName = NodeFacts.name(node);
            draft.conditions(draft.conditions(now()).withTrue(ConditionTypes.REGISTERED, now()))
                    .status(status -> new NodeClaimStatus(
                            nodeName,
                            status.providerID(),
                            status.imageID(),
                            status.capacity(),
                            status.allocatable(),
                            status.conditions(),
                            status.lastPodEventTime()));
            if (!NodeFacts.hasLabel(node, sh.karpenter.kube.api.LabelKeys.REGISTERED)) {
                claimLog.at(log.atInfo())
                        .addKeyValue("Node", LogValues.reference(nodeName))
                        .log("registered nodeclaim");
                metrics.nodeCreated(draft.claim());
            }
            health.registered(draft.claim());
        }

        private void initialize(Node node) {
            var outcome = context.stores().nodes().patch(node, changed -> {
                var labels = new HashMap<>(
                        Objects.requireNonNullElse(changed.getMetadata().getLabels(), Map.<String, String>of()));
                labels.put(LabelKeys.INITIALIZED, "true");
                changed.getMetadata().setLabels(labels);
                return changed;
            });
            if (Writes.accepted(outcome) == null) {
                save(Writes.stopped(outcome));
                return;
            }
            draft.conditions(draft.conditions(now()).withTrue(ConditionTypes.INITIALIZED, now()));
            // The label says that it was told before: the claim's status may have to be written a second time.
            if (!NodeFacts.hasLabel(node, LabelKeys.INITIALIZED)) {
                claimLog.at(log.atInfo())
                        .addKeyValue("allocatable", ResourcesMapping.toText(NodeFacts.allocatable(node)))
                        .log("initialized nodeclaim");
            }
        }

        private void giveUp(List<LifecycleStep.Timeout> timeouts) {
            for (LifecycleStep.Timeout timeout : timeouts) {
                health.failed(draft.claim(), draft.conditions(now()));
                claimLog.at(log.atDebug())
                        .addKeyValue("timeout", timeout.limit())
                        .addKeyValue("reason", timeout.reason())
                        .log("terminating due to timeout");
            }
            delete(timeouts.stream().map(LifecycleStep.Timeout::reason).toList());
        }

        /// What this pass has learned is written before the deletion, so that the end begins with what is known.
        private void delete(List<String> reasons) {
            var saved = draft.save(context.stores().nodeClaims());
            NodeClaim current = Writes.accepted(saved);
            if (current == null) {
                ended = Writes.stopped(saved);
                return;
            }
            if (Writes.deleting(context.stores().nodeClaims().delete(current))) {
                reasons.forEach(reason -> metrics.disrupted(current, reason));
            }
            ended = Requeue.none();
        }

        private void noteNoNode() {
            draft.conditions(draft.conditions(now())
                    .withUnknown(ConditionTypes.REGISTERED, "NodeNotFound", "Node not registered with cluster", now()));
        }

        private void save(Requeue requeue) {
            var outcome = draft.save(context.stores().nodeClaims());
            ended = Writes.then(outcome, requeue);
            if (outcome.current() != null && draft.conditions(now()).isTrue(ConditionTypes.LAUNCHED)) {
                launches.remove(draft.uid());
            }
        }

        private List<Node> nodes() {
            String providerId = draft.providerId();
            return providerId.isEmpty() ? List.of() : context.stores().nodes().byProviderId(providerId);
        }
    }

    private Instant now() {
        return context.clock().instant();
    }
}
