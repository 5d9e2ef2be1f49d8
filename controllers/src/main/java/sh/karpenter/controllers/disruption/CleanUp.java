package sh.karpenter.controllers.disruption;

import io.fabric8.kubernetes.api.model.Node;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;

/// Takes the marks of disruption off nodes that nobody disrupts (any more): a command had only begun when it
/// failed, or when the process before this one died.
public final class CleanUp {
    private final Nodes nodes;
    private final NodeClaims claims;
    private final NodeMarker marker;

    public CleanUp(Nodes nodes, NodeClaims claims, InstantSource clock) {
        this.nodes = nodes;
        this.claims = claims;
        this.marker = new NodeMarker(nodes, claims, clock);
    }

    /// Unmarks what is neither going nor held. What could not be written is tried again at the next look.
    ///
    /// @param held names of nodes of commands under way
    void unmark(Collection<ClusterNode> machines, Set<String> held) {
        for (ClusterNode machine : machines) {
            if (machine.node() == null
                    || machine.claim() == null
                    || machine.markedForDeletion()
                    || machine.rebooting()
                    || held.contains(machine.name())) {
                continue;
            }
            Node node = nodes.find(machine.node().name());
            NodeClaim claim = claims.find(machine.claim().name());
            if ((node != null && NodeMarker.isTainted(node)) || (claim != null && NodeMarker.isMarked(claim))) {
                marker.unmark(machine.node().name(), machine.claim().name());
            }
        }
    }
}
