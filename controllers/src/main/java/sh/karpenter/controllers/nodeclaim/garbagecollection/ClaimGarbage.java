package sh.karpenter.controllers.nodeclaim.garbagecollection;

import io.fabric8.kubernetes.api.model.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.condition.ConditionTypes;

/// Decides which claims have lost their machine: registered, not being deleted, and their machine is not among
/// those that the provider lists (one that is going away counts as gone). A claim whose node is Ready is kept
/// all the same: the node knows better than the list.
public final class ClaimGarbage {
    private ClaimGarbage() {}

    /// The claims whose machine is gone.
    ///
    /// @param claims the provider's claims, read before the machines were listed
    /// @param nodes finds the nodes of a machine
    public static List<NodeClaim> decide(
            List<NodeClaim> claims, List<Instance> machines, Function<String, List<Node>> nodes) {
        Set<String> alive = new HashSet<>();
        for (Instance machine : machines) {
            if (!machine.deleting()) {
                alive.add(machine.providerId());
            }
        }
        return claims.stream()
                .filter(ClaimGarbage::registered)
                .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
                .filter(claim -> !alive.contains(ClaimDraft.of(claim).providerId()))
                .filter(claim ->
                        nodes.apply(ClaimDraft.of(claim).providerId()).stream().noneMatch(NodeFacts::ready))
                .toList();
    }

    private static boolean registered(NodeClaim claim) {
        var conditions = claim.statusOrEmpty().conditions();
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition -> condition.type().equals(ConditionTypes.REGISTERED)
                                && condition.status() == ConditionStatus.TRUE);
    }
}
