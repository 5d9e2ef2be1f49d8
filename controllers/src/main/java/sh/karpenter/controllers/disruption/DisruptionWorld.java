package sh.karpenter.controllers.disruption;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// What disruption needs of the rest of the process: a look at the cluster, and the ways to change what the
/// process remembers of it.
public interface DisruptionWorld {

    /// The cluster as it is now, null while it is not completely known.
    ///
    /// @param queued names of nodes that commands under way hold
    @Nullable
    DisruptionRound observe(Collection<String> queued);

    /// Changes whenever something changes that consolidation could react to, and every few minutes in any case.
    long consolidationState();

    /// Creates the claim of a replacement, if the limits of its pool allow it.
    ///
    /// @param annotations what the claim is to say besides
    Creation create(ProposedNodeClaim replacement, DisruptionReason reason, Map<String, String> annotations);

    /// Remembers that the nodes go away, so that their pods are planned elsewhere.
    void markForDeletion(Collection<String> nodes);

    /// Forgets that.
    void unmarkForDeletion(Collection<String> nodes);

    /// Keeps existing nodes for the pods that are to move there, and tells the pods.
    void recordPlacements(DisruptionCommand command);

    /// What became of the creation of a claim.
    sealed interface Creation {

        /// It exists.
        ///
        /// @param claim its name
        record Created(String claim) implements Creation {}

        /// It does not.
        ///
        /// @param reason why
        record NotCreated(String reason) implements Creation {}
    }
}
