package sh.karpenter.core.disruption.candidate;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.workload.Pod;

/// A node that may be disrupted, with what that would cost.
///
/// @param node the node; it has both a node and a claim
/// @param pool its pool
/// @param type its instance type, null when the catalogue no longer lists it
/// @param zone its zone, empty when it has no such label
/// @param capacityType its capacity type, empty when it has no such label
/// @param pods those of its pods that would have to run elsewhere
/// @param disruptionCost sum of the eviction costs of all its pods, less the older the node is
/// @param reschedulingCost 1 plus the positive eviction costs of `pods`; 1 means that nothing is disturbed
/// @param pricePerHour what it costs, 0 when not known
/// @param priceKnown whether the catalogue has a price for what it is
public record Candidate(
        ClusterNode node,
        NodePool pool,
        @Nullable InstanceType type,
        String zone,
        String capacityType,
        List<Pod> pods,
        double disruptionCost,
        double reschedulingCost,
        double pricePerHour,
        boolean priceKnown) {

    public Candidate {
        pods = List.copyOf(pods);
        Objects.requireNonNull(node.node(), "a candidate has a node");
        Objects.requireNonNull(node.claim(), "a candidate has a claim");
    }

    /// The node's name.
    public String name() {
        return node.name();
    }

    /// Its claim.
    public NodeClaim claim() {
        return Objects.requireNonNull(node.claim());
    }

    /// Whether nothing is disturbed by removing it.
    public boolean empty() {
        return reschedulingCost <= 1.0;
    }

    /// What is saved per unit of disturbance; the greater, the better a candidate.
    public double savingsRatio() {
        return pricePerHour / reschedulingCost;
    }
}
