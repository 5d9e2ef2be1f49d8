package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.ControllerContext;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.ObjectEvent.Subject;
import sh.karpenter.controllers.metric.ClaimMetrics;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.controllers.write.Writes;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.mapping.NodeClaimMapping;

/// Leads claims that are being deleted to their end: performs what [NodeClaimTermination] decides.
final class ClaimFinalizer {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final ControllerContext context;
    private final ClaimMetrics metrics;
    private final LaunchCache launches;

    ClaimFinalizer(ControllerContext context, ClaimMetrics metrics, LaunchCache launches) {
        this.context = context;
        this.metrics = metrics;
        this.launches = launches;
    }

    /// One look at a claim that is being deleted.
    Requeue finalize(ClaimDraft draft) {
        return new Pass(draft).run();
    }

    private final class Pass {
        private final ClaimDraft draft;
        private final ClaimLog claimLog;
        private final Instant deletion;
        private NodeClaimTermination.Machine machine = NodeClaimTermination.Machine.NOT_ASKED;
        private @Nullable Requeue ended;

        Pass(ClaimDraft draft) {
            this.draft = draft;
            this.claimLog = new ClaimLog(draft);
            this.deletion = Objects.requireNonNull(draft.deletion());
        }

        Requeue run() {
            while (ended == null) {
                perform(NodeClaimTermination.decide(facts()));
            }
            return ended;
        }

        private NodeClaimTermination.Facts facts() {
            Duration grace = draft.claim().getSpec().terminationGracePeriod();
            return new NodeClaimTermination.Facts(
                    draft.has(Finalizers.TERMINATION),
                    deletion,
                    grace == null ? null : deletion.plus(grace),
                    draft.annotation(AnnotationKeys.TERMINATION_TIMESTAMP) != null,
                    draft.conditions(now()),
                    draft.providerId(),
                    nodes(),
                    machine);
        }

        private void perform(TerminationStep step) {
            switch (step) {
                case TerminationStep.Nothing _ -> ended = Requeue.none();
                case TerminationStep.AnnotateDeadline(var deadline) -> annotate(deadline);
                case TerminationStep.DeleteNodes(var nodes) -> {
                    nodes.forEach(
                            node -> Writes.deleting(context.stores().nodes().delete(node)));
                    save(Requeue.none());
                }
                case TerminationStep.AwaitNodes _ -> save(Requeue.none());
                case TerminationStep.SearchMachine _ -> search();
                case TerminationStep.TerminateMachine _ -> terminate();
                case TerminationStep.Release _ -> release();
            }
        }

        private void annotate(Instant deadline) {
            String text = deadline.toString();
            draft.annotate(AnnotationKeys.TERMINATION_TIMESTAMP, text);
            context.events()
                    .publish(ObjectEvent.warning(
                            Subject.of(draft.claim()),
                            "TerminationGracePeriodExpiring",
                            "All pods will be deleted by " + text));
            claimLog.at(log.atInfo())
                    .addKeyValue(AnnotationKeys.TERMINATION_TIMESTAMP, text)
                    .log("annotated nodeclaim");
            // Written at once: the nodes' draining, which comes next, reads it.
            var outcome = draft.save(context.stores().nodeClaims());
            NodeClaim current = Writes.accepted(outcome);
            ended = current == null ? Writes.stopped(outcome) : new Pass(ClaimDraft.of(current)).run();
        }

        private void search() {
            Instance launched = launches.find(draft.uid());
            if (launched == null) {
                switch (context.provider().list()) {
                    case FindOutcome.Failed(var kind, var message) -> {
                        failed("looking for the machine of a claim", message);
                        return;
                    }
                    case FindOutcome.Found(var instances) -> launched = ofThisClaim(instances);
                }
            }
            if (launched == null) {
                machine = NodeClaimTermination.Machine.GONE;
            } else {
                Adoption.adopt(draft, launched);
            }
        }

        private @Nullable Instance ofThisClaim(List<Instance> instances) {
            return instances.stream()
                    .filter(instance -> !instance.deleting())
                    .filter(instance -> instance.claimName().equals(draft.name()))
                    .findFirst()
                    .orElse(null);
        }

        private void terminate() {
            TerminateOutcome outcome = context.provider().terminate(NodeClaimMapping.toCore(draft.claim()));
            switch (outcome) {
                case TerminateOutcome.Terminating _ -> {
                    draft.conditions(draft.conditions(now()).withTrue(ConditionTypes.INSTANCE_TERMINATING, now()));
                    save(Requeue.after(ASK_AGAIN));
                }
                case TerminateOutcome.Gone _ -> {
                    draft.conditions(draft.conditions(now()).withTrue(ConditionTypes.INSTANCE_TERMINATING, now()));
                    Condition terminating = draft.conditions(now()).get(ConditionTypes.INSTANCE_TERMINATING);
                    metrics.instanceTerminated(
                            draft.claim(),
                            Duration.between(Objects.requireNonNull(terminating).lastTransitionTime(), now()));
                    machine = NodeClaimTermination.Machine.GONE;
                }
                case TerminateOutcome.Failed(var kind, var message) -> failed("terminating the machine", message);
            }
        }

        private void release() {
            draft.finalizers(draft.claim().getMetadata().getFinalizers().stream()
                    .filter(finalizer -> !finalizer.equals(Finalizers.TERMINATION))
                    .toList());
            // Only the finalizer: with it the claim is gone, and its status with it.
            var outcome = draft.saveMetadata(context.stores().nodeClaims());
            if (Writes.accepted(outcome) == null) {
                ended = Writes.stopped(outcome);
                return;
            }
            launches.remove(draft.uid());
            claimLog.at(log.atInfo()).log("deleted nodeclaim");
            metrics.terminated(draft.claim(), Duration.between(deletion, now()));
            ended = Requeue.none();
        }

        private void failed(String what, String message) {
            claimLog.at(log.atError())
                    .addKeyValue("error", what + ", " + message)
                    .log("Reconciler error");
            save(Requeue.backoff());
        }

        private void save(Requeue requeue) {
            ended = Writes.then(draft.save(context.stores().nodeClaims()), requeue);
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
