package sh.karpenter.controllers.testing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.testing.testkit.kube.FakeClock;

/// Claims in the middle of their life, and what they say.
public final class Claims {
    private Claims() {}

    /// The claim with a machine and conditions that are True since the beginning.
    public static NodeClaim with(NodeClaim claim, String providerId, String... trueConditions) {
        var conditions = new ArrayList<Condition>();
        for (String type : trueConditions) {
            conditions.add(new Condition(type, ConditionStatus.TRUE, type, "", FakeClock.START, 1L));
        }
        NodeClaimStatus old = claim.statusOrEmpty();
        claim.setStatus(new NodeClaimStatus(
                null, providerId, null, old.capacity(), old.allocatable(), conditions, old.lastPodEventTime()));
        return claim;
    }

    /// The status and reason of a condition, as in `False NotThere`; empty when it is absent.
    public static String condition(@Nullable List<Condition> conditions, String type) {
        if (conditions != null) {
            for (Condition condition : conditions) {
                if (condition.type().equals(type)) {
                    return condition.status().text() + " " + condition.reason();
                }
            }
        }
        return "";
    }
}
