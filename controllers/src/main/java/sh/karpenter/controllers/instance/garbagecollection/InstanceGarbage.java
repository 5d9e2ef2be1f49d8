package sh.karpenter.controllers.instance.garbagecollection;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.kube.api.NodeClaim;

/// Decides which machines nobody will ever look after: older than 30 seconds, not going away, in no claim; nor
/// is there a claim of the name in their tag that does not know its machine yet, since that one will find it.
public final class InstanceGarbage {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private InstanceGarbage() {}

    /// The machines to end.
    ///
    /// @param machines listed before the claims were read, so that a machine is never newer than the claims
    /// @param claims the provider's claims
    public static List<Instance> decide(List<Instance> machines, List<NodeClaim> claims, Instant now) {
        Set<String> known = new HashSet<>();
        Set<String> stillSearching = new HashSet<>();
        for (NodeClaim claim : claims) {
            ClaimDraft draft = ClaimDraft.of(claim);
            if (draft.providerId().isEmpty()) {
                stillSearching.add(draft.name());
            } else {
                known.add(draft.providerId());
            }
        }
        return machines.stream()
                .filter(machine -> !machine.deleting())
                .filter(machine -> !known.contains(machine.providerId()))
                .filter(machine -> !stillSearching.contains(machine.claimName()))
                .filter(machine -> machine.launched() != null
                        && machine.launched().plus(GRACE).isBefore(now))
                .toList();
    }
}
