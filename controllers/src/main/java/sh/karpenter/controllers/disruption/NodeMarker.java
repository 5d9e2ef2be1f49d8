package sh.karpenter.controllers.disruption;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.model.workload.PodDisruption;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.Conditions;
import sh.karpenter.kube.api.condition.KarpenterConditions;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.kube.client.store.WriteOutcome;

/// Marks nodes in the API as being disrupted, and takes the mark off again: the taint that keeps new pods away,
/// and the condition that says why. The marks are what is left of a command after a crash, and enough to clean
/// up after it.
final class NodeMarker {
    private static final int TRIES = 5;

    private final Nodes nodes;
    private final NodeClaims claims;
    private final InstantSource clock;

    NodeMarker(Nodes nodes, NodeClaims claims, InstantSource clock) {
        this.nodes = nodes;
        this.claims = claims;
        this.clock = clock;
    }

    /// Marks a node and its claim.
    ///
    /// @return whether both carry the mark now
    boolean mark(String nodeName, String claimName, DisruptionReason reason) {
        return taint(nodeName, true) && condition(claimName, reason);
    }

    /// Takes the marks off; what is gone or not marked is left alone.
    ///
    /// @return whether neither carries a mark now
    boolean unmark(String nodeName, String claimName) {
        return taint(nodeName, false) && condition(claimName, null);
    }

    /// Whether a node and its claim both carry the mark.
    boolean marked(String nodeName, String claimName) {
        Node node = nodes.find(nodeName);
        NodeClaim claim = claims.find(claimName);
        return node != null && isTainted(node) && claim != null && isMarked(claim);
    }

    private boolean taint(String name, boolean wanted) {
        for (int i = 0; i < TRIES; i++) {
            Node node = nodes.find(name);
            if (node == null) {
                return !wanted;
            }
            if (isTainted(node) == wanted) {
                return true;
            }
            switch (nodes.patch(node, changed -> withTaint(changed, wanted))) {
                case WriteOutcome.Written<Node> _, WriteOutcome.Unchanged<Node> _ -> {
                    return true;
                }
                case WriteOutcome.Gone<Node> _ -> {
                    return !wanted;
                }
                case WriteOutcome.Conflict<Node> _ -> {}
                case WriteOutcome.Refused<Node> _ -> {
                    return false;
                }
            }
        }
        return false;
    }

    /// Whether the node carries the taint of disruption.
    static boolean isTainted(Node node) {
        return node.getSpec() != null
                && node.getSpec().getTaints() != null
                && node.getSpec().getTaints().stream().anyMatch(NodeMarker::isOurs);
    }

    private static boolean isOurs(Taint taint) {
        return PodDisruption.DISRUPTED.key().equals(taint.getKey())
                && PodDisruption.DISRUPTED.effect().text().equals(taint.getEffect());
    }

    private static Node withTaint(Node node, boolean wanted) {
        var taints = new ArrayList<Taint>(
                node.getSpec() == null || node.getSpec().getTaints() == null
                        ? List.of()
                        : node.getSpec().getTaints());
        taints.removeIf(NodeMarker::isOurs);
        if (wanted) {
            taints.add(new TaintBuilder()
                    .withKey(PodDisruption.DISRUPTED.key())
                    .withEffect(PodDisruption.DISRUPTED.effect().text())
                    .build());
        }
        return new NodeBuilder(node)
                .editOrNewSpec()
                .withTaints(taints)
                .endSpec()
                .build();
    }

    private boolean condition(String name, @Nullable DisruptionReason reason) {
        for (int i = 0; i < TRIES; i++) {
            NodeClaim claim = claims.find(name);
            if (claim == null) {
                return reason == null;
            }
            switch (claims.patchStatus(claim, changed -> withReason(changed, reason))) {
                case WriteOutcome.Written<NodeClaim> _, WriteOutcome.Unchanged<NodeClaim> _ -> {
                    return true;
                }
                case WriteOutcome.Gone<NodeClaim> _ -> {
                    return reason == null;
                }
                case WriteOutcome.Conflict<NodeClaim> _ -> {}
                case WriteOutcome.Refused<NodeClaim> _ -> {
                    return false;
                }
            }
        }
        return false;
    }

    /// Whether the claim says that it is being disrupted.
    static boolean isMarked(NodeClaim claim) {
        List<Condition> stored = claim.statusOrEmpty().conditions();
        return stored != null
                && stored.stream().anyMatch(condition -> condition.type().equals(ConditionTypes.DISRUPTION_REASON));
    }

    private NodeClaim withReason(NodeClaim claim, @Nullable DisruptionReason reason) {
        NodeClaimStatus status = claim.statusOrEmpty();
        Conditions before =
                KarpenterConditions.NODE_CLAIM.of(ConditionSubject.of(claim), status.conditions(), clock.instant());
        Conditions after = reason == null
                ? before.without(ConditionTypes.DISRUPTION_REASON)
                : before.withTrue(ConditionTypes.DISRUPTION_REASON, reason.text(), reason.text(), clock.instant());
        claim.setStatus(new NodeClaimStatus(
                status.nodeName(),
                status.providerID(),
                status.imageID(),
                status.capacity(),
                status.allocatable(),
                after.list(),
                status.lastPodEventTime()));
        return claim;
    }
}
