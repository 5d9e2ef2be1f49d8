package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.nodeclaim.lifecycle.LifecycleStep.Timeout;
import sh.karpenter.kube.api.KarpenterTaints;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;

/// Decides what a claim needs next. One step at a time; whoever performs it asks again with what is then true.
///
/// 1. A claim without the finalizer gets it, before the outside world hears of the claim.
/// 2. `Launched` Unknown: launch. Failed: try again, for 5 minutes from the claim's creation.
/// 3. `Registered` Unknown: wait for exactly one node with the machine's id, for 15 minutes from the claim's
///    creation, and for what the provider's hooks wait for; then give the node labels, taints and finalizer.
///    Several nodes are a mistake that only giving up ends.
/// 4. `Initialized` not True: wait until the node is ready, has lost its startup taints and shows every
///    resource that was asked for. Nothing is looked at while the machine is being rebooted.
public final class NodeClaimLifecycle {
    private NodeClaimLifecycle() {}

    /// What the decision looks at.
    ///
    /// @param claim not being deleted
    /// @param isProtected whether it carries the finalizer
    /// @param conditions its conditions
    /// @param nodes the nodes that have its machine's id
    /// @param launchTried whether a launch was tried just now
    /// @param hooks what the provider's registration hooks say, null when they were not asked in this pass
    record Facts(
            NodeClaim claim,
            boolean isProtected,
            Conditions conditions,
            List<Node> nodes,
            boolean launchTried,
            @Nullable HookReport hooks) {
        public Facts {
            nodes = List.copyOf(nodes);
        }
    }

    /// The next step.
    static LifecycleStep decide(Facts facts, Instant now) {
        if (!facts.isProtected()) {
            return new LifecycleStep.Protect();
        }
        Conditions conditions = facts.conditions();
        if (conditions.isTrue(ConditionTypes.REGISTERED)) {
            return initialization(facts);
        }
        if (unknown(conditions, ConditionTypes.LAUNCHED)) {
            return launch(facts, now);
        }
        return registration(facts, now);
    }

    private static LifecycleStep launch(Facts facts, Instant now) {
        if (!facts.launchTried()) {
            return new LifecycleStep.Launch();
        }
        if (!patience(facts, ConditionTypes.LAUNCHED, Timeout.LAUNCH, now).isNegative()) {
            return new LifecycleStep.LaunchAgain();
        }
        boolean late = patience(facts, ConditionTypes.REGISTERED, Timeout.REGISTRATION, now)
                .isNegative();
        return new LifecycleStep.GiveUp(late ? List.of(Timeout.LAUNCH, Timeout.REGISTRATION) : List.of(Timeout.LAUNCH));
    }

    private static LifecycleStep registration(Facts facts, Instant now) {
        Duration patience = patience(facts, ConditionTypes.REGISTERED, Timeout.REGISTRATION, now);
        boolean open = unknown(facts.conditions(), ConditionTypes.REGISTERED);
        if (open && facts.nodes().size() == 1) {
            LifecycleStep joined = joined(facts.nodes().getFirst(), facts.hooks());
            if (!(joined instanceof LifecycleStep.AwaitHooks) || !patience.isNegative()) {
                return joined;
            }
        }
        if (patience.isNegative()) {
            return new LifecycleStep.GiveUp(List.of(Timeout.REGISTRATION));
        }
        if (!open) {
            return new LifecycleStep.AwaitTimeout(patience);
        }
        return facts.nodes().isEmpty()
                ? new LifecycleStep.AwaitNode(patience)
                : new LifecycleStep.RejectNodes(Timeout.REGISTRATION.limit());
    }

    private static LifecycleStep joined(Node node, @Nullable HookReport hooks) {
        if (hooks == null) {
            return new LifecycleStep.AskHooks();
        }
        boolean marked = NodeFacts.hasLabel(node, LabelKeys.REGISTERED)
                || NodeFacts.hasTaint(node, KarpenterTaints.UNREGISTERED);
        return hooks.lookAgain() == null
                ? new LifecycleStep.Register(node, !marked, hooks.labels())
                : new LifecycleStep.AwaitHooks(node, !marked, hooks.pending(), hooks.lookAgain());
    }

    private static LifecycleStep initialization(Facts facts) {
        Conditions conditions = facts.conditions();
        if (conditions.isTrue(ConditionTypes.INITIALIZED) || conditions.isTrue(ConditionTypes.REBOOTING)) {
            return new LifecycleStep.Rest();
        }
        Node node = facts.nodes().size() == 1 ? facts.nodes().getFirst() : null;
        return Initialization.check(facts.claim(), node);
    }

    /// What is left of a stage's time; negative once it is over.
    private static Duration patience(Facts facts, String type, Timeout timeout, Instant now) {
        Condition condition = facts.conditions().get(type);
        Instant since = condition == null ? now : condition.lastTransitionTime();
        Duration left = Duration.between(now, since.plus(timeout.limit()));
        return left.isZero() ? Duration.ofNanos(-1) : left;
    }

    private static boolean unknown(Conditions conditions, String type) {
        @Nullable Condition condition = conditions.get(type);
        return condition == null || condition.status() == ConditionStatus.UNKNOWN;
    }
}
