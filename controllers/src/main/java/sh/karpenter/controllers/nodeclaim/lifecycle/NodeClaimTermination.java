package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;

/// Decides how a claim ends. One step at a time; whoever performs it asks again with what is then true.
///
/// 1. With a grace period for the whole termination, the moment at which it ends is written down once.
/// 2. The nodes of a claim that registered are deleted and waited for: each is drained by its own controller. A
///    node that is labelled as registered counts even if the claim was not told, so that a process that died
///    between the two leaves no node behind.
/// 3. The machine is terminated until the provider knows it no more. A claim that was deleted before it was
///    told the outcome of its launch first looks for a machine with its tag.
/// 4. The finalizer goes.
public final class NodeClaimTermination {
    private NodeClaimTermination() {}

    /// What the decision looks at.
    ///
    /// @param isProtected whether the claim carries the finalizer
    /// @param deletion when its deletion began
    /// @param deadline when draining ends by the claim's own grace period, null without one
    /// @param deadlineNoted whether an end of draining is written down already
    /// @param conditions its conditions
    /// @param providerId its machine's id, empty when not known
    /// @param nodes the nodes with that id
    /// @param machine what is known of the machine in this pass
    public record Facts(
            boolean isProtected,
            Instant deletion,
            @Nullable Instant deadline,
            boolean deadlineNoted,
            Conditions conditions,
            String providerId,
            List<Node> nodes,
            Machine machine) {
        public Facts {
            Objects.requireNonNull(deletion);
            nodes = List.copyOf(nodes);
        }
    }

    /// What is known of a claim's machine.
    public enum Machine {
        /// The provider was not asked in this pass.
        NOT_ASKED,
        /// There is none with the claim's tag, or it is gone.
        GONE
    }

    /// The next step.
    public static TerminationStep decide(Facts facts) {
        if (!facts.isProtected()) {
            return new TerminationStep.Nothing();
        }
        if (facts.deadline() != null && !facts.deadlineNoted()) {
            return new TerminationStep.AnnotateDeadline(facts.deadline());
        }
        if (registered(facts) && !facts.nodes().isEmpty()) {
            List<Node> untouched = facts.nodes().stream()
                    .filter(node -> NodeFacts.deletion(node) == null)
                    .toList();
            return untouched.isEmpty() ? new TerminationStep.AwaitNodes() : new TerminationStep.DeleteNodes(untouched);
        }
        if (facts.machine() == Machine.GONE) {
            return new TerminationStep.Release();
        }
        if (!facts.providerId().isEmpty()) {
            return new TerminationStep.TerminateMachine();
        }
        return launchOpen(facts.conditions()) ? new TerminationStep.SearchMachine() : new TerminationStep.Release();
    }

    private static boolean registered(Facts facts) {
        return facts.conditions().isTrue(ConditionTypes.REGISTERED)
                || facts.nodes().stream().anyMatch(node -> NodeFacts.hasLabel(node, LabelKeys.REGISTERED));
    }

    private static boolean launchOpen(Conditions conditions) {
        Condition launched = conditions.get(ConditionTypes.LAUNCHED);
        return launched == null || launched.status() == ConditionStatus.UNKNOWN;
    }
}
