package sh.karpenter.core.scheduling.result;

import java.util.List;

/// Why a pod was not placed, as data. [RejectionRenderer] makes the text.
public sealed interface Rejection {

    /// Nothing could take the pod; each possibility says why.
    ///
    /// @param refusals one per node or pool that was tried, in the order of trial
    record NothingFits(List<Refusal> refusals) implements Rejection {
        public NothingFits {
            refusals = List.copyOf(refusals);
        }
    }

    /// The pod cannot be understood.
    ///
    /// @param field where, for example `spec.nodeSelector`
    /// @param value what stands there
    /// @param problem what is wrong with it
    record BadPod(String field, String value, String problem) implements Rejection {}

    /// No pool may open nodes: none exists, or none is ready.
    record NoNodePools() implements Rejection {}

    /// Why one node or pool refused.
    ///
    /// @param target name of the node, or of the pool
    /// @param newNode whether the target is a pool that would have opened a node
    /// @param reason why
    record Refusal(String target, boolean newNode, Rejection reason) {}
}
