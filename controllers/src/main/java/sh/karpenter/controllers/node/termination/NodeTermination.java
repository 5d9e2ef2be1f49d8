package sh.karpenter.controllers.node.termination;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.node.drain.DrainVerdict;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.KarpenterTaints;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;

/// Decides how a node ends. One step at a time; whoever performs it asks again with what is then true.
///
/// 1. Its claim goes too.
/// 2. A node that is not ready and whose machine the provider does not know any more is let go at once: there
///    is nobody to drain. A ready node is drained whatever the provider says.
/// 3. It is tainted, and load balancers are told to leave it.
/// 4. Pods are drained, for at least five seconds, so that one that the scheduler has just bound is seen.
/// 5. Volumes are detached, or the drain's time is over.
/// 6. The machine is terminated until the provider knows it no more, and the finalizer goes.
///
/// Without a claim there is nowhere to note progress and no deadline; the machine is left to garbage collection.
public final class NodeTermination {
    private static final Duration SHORTEST_DRAIN = Duration.ofSeconds(5);

    private NodeTermination() {}

    /// What the decision looks at.
    ///
    /// @param node the node
    /// @param ours whether its node class is one of our provider's
    /// @param claim what is known of its claim, null without one
    /// @param deadline when the drain's time is over, null for never
    /// @param drain how far the drain is
    /// @param attachments volumes that are waited for
    /// @param machine what is known of the machine in this pass
    public record Facts(
            Node node,
            boolean ours,
            @Nullable Claim claim,
            @Nullable Instant deadline,
            DrainVerdict drain,
            List<VolumeAttachment> attachments,
            Machine machine) {
        public Facts {
            attachments = List.copyOf(attachments);
        }
    }

    /// What is known of a node's claim.
    ///
    /// @param deleting whether it is being deleted
    /// @param conditions its conditions
    public record Claim(boolean deleting, Conditions conditions) {}

    /// What is known of a node's machine.
    public enum Machine {
        /// The provider was not asked in this pass.
        NOT_ASKED,
        /// The provider knows it.
        PRESENT,
        /// The provider does not know it (any more).
        GONE
    }

    /// The next step.
    public static NodeTerminationStep decide(Facts facts, Instant now) {
        Node node = facts.node();
        if (NodeFacts.deletion(node) == null
                || !NodeFacts.hasFinalizer(node, Finalizers.TERMINATION)
                || !facts.ours()) {
            return new NodeTerminationStep.Nothing();
        }
        Claim claim = facts.claim();
        if (claim != null && !claim.deleting()) {
            return new NodeTerminationStep.DeleteClaim();
        }
        if (facts.machine() == Machine.GONE) {
            return new NodeTerminationStep.Release();
        }
        if (!NodeFacts.ready(node) && facts.machine() == Machine.NOT_ASKED) {
            return new NodeTerminationStep.AskForMachine();
        }
        if (!NodeFacts.hasTaint(node, KarpenterTaints.DISRUPTED)
                || !NodeFacts.label(node, LabelKeys.EXCLUDE_FROM_LOAD_BALANCERS).equals("karpenter")) {
            return new NodeTerminationStep.Taint();
        }
        NodeTerminationStep unfinished = drain(facts, now);
        return unfinished == null ? afterDrain(facts, now) : unfinished;
    }

    private static @Nullable NodeTerminationStep drain(Facts facts, Instant now) {
        Condition drained =
                facts.claim() == null ? null : facts.claim().conditions().get(ConditionTypes.DRAINED);
        boolean done = drained != null && drained.status() == ConditionStatus.TRUE;
        boolean begun = facts.claim() == null || (drained != null && drained.status() == ConditionStatus.UNKNOWN);
        return switch (facts.drain()) {
            case DrainVerdict.Draining(var next, var waiting) ->
                begun ? new NodeTerminationStep.Evict(next, waiting) : new NodeTerminationStep.BeginDrain();
            case DrainVerdict.Empty _ -> {
                if (done || facts.claim() == null) {
                    yield null;
                }
                if (!begun || drained == null) {
                    yield new NodeTerminationStep.BeginDrain();
                }
                Duration rest =
                        Duration.between(now, drained.lastTransitionTime().plus(SHORTEST_DRAIN));
                yield rest.isPositive()
                        ? new NodeTerminationStep.AwaitLatePods(rest)
                        : new NodeTerminationStep.EndDrain();
            }
        };
    }

    private static NodeTerminationStep afterDrain(Facts facts, Instant now) {
        Claim claim = facts.claim();
        Condition detached = claim == null ? null : claim.conditions().get(ConditionTypes.VOLUMES_DETACHED);
        boolean overdue = facts.deadline() != null && now.isAfter(facts.deadline());
        if (!facts.attachments().isEmpty() && !overdue) {
            return new NodeTerminationStep.AwaitVolumes(facts.attachments());
        }
        if (claim == null) {
            return new NodeTerminationStep.Release();
        }
        ConditionStatus outcome = facts.attachments().isEmpty() ? ConditionStatus.TRUE : ConditionStatus.FALSE;
        if (detached == null || detached.status() != outcome) {
            return new NodeTerminationStep.EndVolumes(outcome == ConditionStatus.TRUE);
        }
        return new NodeTerminationStep.TerminateMachine();
    }
}
