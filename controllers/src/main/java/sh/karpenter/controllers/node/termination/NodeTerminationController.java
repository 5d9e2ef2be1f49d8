package sh.karpenter.controllers.node.termination;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.log.LogValues;
import sh.karpenter.controllers.metric.NodeMetrics;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.node.drain.Drain;
import sh.karpenter.controllers.node.drain.DrainMode;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.KarpenterTaints;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Concurrency;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Reconciler;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;

/// Leads every node that is being deleted to its end. Progress is noted in the claim's conditions, so a process
/// that dies on the way leaves off where the next one goes on.
public final class NodeTerminationController implements Reconciler<ObjectKey> {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final int NAMES_IN_EVENTS = 5;

    private final ControllerContext context;
    private final NodeMetrics metrics;
    private final EvictionQueue evictions;

    /// A controller that has seen nothing yet.
    public NodeTerminationController(ControllerContext context, EvictionQueue evictions) {
        this.context = context;
        this.metrics = new NodeMetrics(context.meters());
        this.evictions = evictions;
    }

    /// The controller with everything that wakes it.
    public Controller<ObjectKey> controller() {
        int workers = Concurrency.scaled(context.cpuRequestMillis(), 100, 5000);
        return Controller.ofObjects(
                        new Controller.Identity("node.termination", "", "Node"),
                        workers,
                        RetryPolicy.of(Duration.ofMillis(100), Duration.ofSeconds(10), Math.ceil(workers * 10 / 100.0)),
                        context.clock(),
                        this)
                .watchEach(
                        context.stores().nodes(),
                        node -> NodeFacts.deletion(node) == null ? List.of() : List.of(ObjectKey.of(node)));
    }

    @Override
    public Requeue reconcile(ObjectKey key) {
        Node node = context.stores().nodes().find(key);
        return node == null || NodeFacts.deletion(node) == null ? Requeue.none() : new Pass(node).run();
    }

    private final class Pass {
        private final @Nullable ClaimDraft draft;
        private Node node;
        private NodeTermination.Machine machine = NodeTermination.Machine.NOT_ASKED;
        private @Nullable Requeue ended;

        Pass(Node node) {
            this.node = node;
            String providerId = NodeFacts.providerId(node);
            List<NodeClaim> claims = providerId.isEmpty()
                    ? List.of()
                    : context.stores().nodeClaims().byProviderId(providerId);
            this.draft = claims.size() == 1 ? ClaimDraft.of(claims.getFirst()) : null;
        }

        Requeue run() {
            @Nullable Instant deadline = deadline();
            if (deadline != null) {
                context.events()
                        .publish(ObjectEvent.warning(
                                Subject.of(node),
                                "TerminationGracePeriodExpiring",
                                "All pods will be deleted by " + deadline));
            }
            while (ended == null) {
                perform(NodeTermination.decide(facts(deadline), now()), deadline);
            }
            return ended;
        }

        private NodeTermination.Facts facts(@Nullable Instant deadline) {
            String name = NodeFacts.name(node);
            List<Pod> pods = context.stores().pods().onNode(name);
            return new NodeTermination.Facts(
                    node,
                    ours(),
                    draft == null ? null : new NodeTermination.Claim(draft.deletion() != null, draft.conditions(now())),
                    deadline,
                    Drain.decide(pods, deadline, DrainMode.FORCE_DELETE, now()),
                    BlockingVolumes.of(context.stores(), name, pods, now()),
                    machine);
        }

        private void perform(NodeTerminationStep step, @Nullable Instant deadline) {
            switch (step) {
                case NodeTerminationStep.Nothing _ -> ended = Requeue.none();
                case NodeTerminationStep.DeleteClaim _ -> {
                    Writes.deleting(context.stores()
                            .nodeClaims()
                            .delete(Objects.requireNonNull(draft).claim()));
                    // What follows is noted in the claim, which has changed by its deletion: begin anew with it.
                    ended = Requeue.now();
                }
                case NodeTerminationStep.AskForMachine _ -> askForMachine();
                case NodeTerminationStep.Taint _ -> taint();
                case NodeTerminationStep.BeginDrain _ -> note(ConditionTypes.DRAINED, "Draining");
                case NodeTerminationStep.Evict(var next, var waiting) -> evict(next, waiting, deadline);
                case NodeTerminationStep.AwaitLatePods(var rest) -> save(Requeue.after(rest));
                case NodeTerminationStep.EndDrain _ -> {
                    noteTrue(ConditionTypes.DRAINED);
                    metrics.drained(NodeFacts.nodePool(node));
                }
                case NodeTerminationStep.AwaitVolumes(var attachments) -> awaitVolumes(attachments);
                case NodeTerminationStep.EndVolumes(var detached) -> endVolumes(detached);
                case NodeTerminationStep.TerminateMachine _ -> terminateMachine();
                case NodeTerminationStep.Release _ -> release();
            }
        }

        private void askForMachine() {
            switch (context.provider().find(NodeFacts.providerId(node))) {
                case FindOutcome.Failed(var kind, var message) -> failed("finding the machine", message);
                case FindOutcome.Found(var instances) ->
                    machine = instances.isEmpty() ? NodeTermination.Machine.GONE : NodeTermination.Machine.PRESENT;
            }
        }

        private void taint() {
            var outcome = context.stores().nodes().patch(node, NodeTerminationController::tainted);
            Node tainted = Writes.accepted(outcome);
            if (tainted == null) {
                save(Writes.stopped(outcome));
                return;
            }
            node = tainted;
            // Also told when disruption had put the taint there: it is here that the node begins to go.
            if (outcome instanceof WriteOutcome.Written<Node>) {
                line(log.atInfo())
                        .addKeyValue("taint.Key", KarpenterTaints.DISRUPTED.key())
                        .addKeyValue("taint.Value", "")
                        .addKeyValue("taint.Effect", KarpenterTaints.DISRUPTED.effect())
                        .log("tainted node");
            }
        }

        private void evict(List<Pod> next, int waiting, @Nullable Instant deadline) {
            evictions.add(next, deadline, DrainMode.FORCE_DELETE);
            context.events()
                    .publish(ObjectEvent.warning(
                                    Subject.of(node),
                                    "FailedDraining",
                                    "Failed to drain node, " + waiting + " pods are waiting to be evicted")
                            .sameAs(NodeFacts.name(node)));
            save(Requeue.after(LOOK_AGAIN));
        }

        private void awaitVolumes(List<VolumeAttachment> attachments) {
            String names = attachments.stream()
                    .map(attachment -> attachment.getMetadata().getName())
                    .limit(NAMES_IN_EVENTS)
                    .collect(Collectors.joining(", "));
            int others = attachments.size() - NAMES_IN_EVENTS;
            context.events()
                    .publish(ObjectEvent.normal(
                                    Subject.of(node),
                                    "AwaitingVolumeDetachment",
                                    "Awaiting deletion of bound volumeattachments (" + names
                                            + (others > 0 ? " and " + others + " other(s)" : "") + ")")
                            .sameAs(NodeFacts.name(node)));
            note(ConditionTypes.VOLUMES_DETACHED, "AwaitingVolumeDetachment");
            save(Requeue.after(LOOK_AGAIN));
        }

        private void endVolumes(boolean detached) {
            if (detached) {
                noteTrue(ConditionTypes.VOLUMES_DETACHED);
            } else {
                ClaimDraft claim = Objects.requireNonNull(draft);
                claim.conditions(claim.conditions(now())
                        .withFalse(
                                ConditionTypes.VOLUMES_DETACHED,
                                "TerminationGracePeriodElapsed",
                                "TerminationGracePeriodElapsed",
                                now()));
            }
        }

        private void terminateMachine() {
            ClaimDraft claim = Objects.requireNonNull(draft);
            switch (context.provider().terminate(NodeClaimMapping.toCore(claim.claim()))) {
                case TerminateOutcome.Terminating _ -> {
                    noteTrue(ConditionTypes.INSTANCE_TERMINATING);
                    save(Requeue.after(ASK_AGAIN));
                }
                case TerminateOutcome.Gone _ -> {
                    noteTrue(ConditionTypes.INSTANCE_TERMINATING);
                    machine = NodeTermination.Machine.GONE;
                }
                case TerminateOutcome.Failed(var kind, var message) -> failed("terminating the machine", message);
            }
        }

        private void release() {
            save(Requeue.none());
            Node current = context.stores().nodes().find(ObjectKey.of(node));
            if (current == null) {
                return;
            }
            var outcome = context.stores().nodes().patch(current, changed -> {
                changed.getMetadata()
                        .setFinalizers(changed.getMetadata().getFinalizers().stream()
                                .filter(finalizer -> !finalizer.equals(Finalizers.TERMINATION))
                                .toList());
                return changed;
            });
            if (Writes.accepted(outcome) == null) {
                ended = Writes.stopped(outcome);
                return;
            }
            line(log.atInfo()).log("deleted node");
            Instant deletion = Objects.requireNonNullElse(NodeFacts.deletion(node), now());
            metrics.terminated(
                    NodeFacts.nodePool(node),
                    NodeFacts.label(node, LabelKeys.ZONE),
                    Duration.between(deletion, now()),
                    Duration.between(NodeFacts.created(node), now()));
        }

        private void failed(String what, String message) {
            line(log.atError()).addKeyValue("error", what + ", " + message).log("Reconciler error");
            save(Requeue.backoff());
        }

        private void note(String type, String reason) {
            if (draft != null) {
                draft.conditions(draft.conditions(now()).withUnknown(type, reason, reason, now()));
            }
        }

        private void noteTrue(String type) {
            if (draft != null) {
                draft.conditions(draft.conditions(now()).withTrue(type, now()));
            }
        }

        private void save(Requeue requeue) {
            ended = draft == null
                    ? requeue
                    : Writes.then(draft.save(context.stores().nodeClaims()), requeue);
        }

        private LoggingEventBuilder line(LoggingEventBuilder line) {
            return draft == null ? line : line.addKeyValue("NodeClaim", LogValues.reference(draft.name()));
        }

        private boolean ours() {
            Map<String, String> labels =
                    Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of());
            return context.provider().nodeClasses().stream()
                    .map(kind -> new NodeClassRef(kind.group(), kind.kind(), "").labelKey())
                    .anyMatch(labels::containsKey);
        }

        /// When the drain's time is over, as the claim says.
        private @Nullable Instant deadline() {
            String text = draft == null ? null : draft.annotation(AnnotationKeys.TERMINATION_TIMESTAMP);
            if (text == null) {
                return null;
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException notAnInstant) {
                throw new IllegalArgumentException(
                        "nodeclaim " + Objects.requireNonNull(draft).name() + ": annotation "
                                + AnnotationKeys.TERMINATION_TIMESTAMP + " is \"" + text
                                + "\", which is no RFC 3339 time such as 2026-01-31T12:00:00Z",
                        notAnInstant);
            }
        }
    }

    /// The node with the taint, in place of one of that key, and with the label that load balancers heed.
    private static Node tainted(Node node) {
        var taints = new ArrayList<>(Objects.requireNonNullElse(node.getSpec().getTaints(), List.<Taint>of()));
        taints.removeIf(taint -> taint.getKey().equals(KarpenterTaints.DISRUPTED.key()));
        taints.add(new TaintBuilder()
                .withKey(KarpenterTaints.DISRUPTED.key())
                .withEffect(KarpenterTaints.DISRUPTED.effect())
                .build());
        node.getSpec().setTaints(taints);
        var labels =
                new HashMap<>(Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of()));
        labels.put(LabelKeys.EXCLUDE_FROM_LOAD_BALANCERS, "karpenter");
        node.getMetadata().setLabels(labels);
        return node;
    }

    private Instant now() {
        return context.clock().instant();
    }
}
