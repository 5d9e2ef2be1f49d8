package sh.karpenter.controllers.nodeclaim.lifecycle;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Instant;
import java.util.List;

/// What a claim that is being deleted needs next.
public sealed interface TerminationStep {

    /// It is not ours to hold: others may, or it is on its way out.
    record Nothing() implements TerminationStep {}

    /// Write down when draining ends, so that it is known whoever drains.
    record AnnotateDeadline(Instant deadline) implements TerminationStep {}

    /// Delete its nodes, which drains them.
    record DeleteNodes(List<Node> nodes) implements TerminationStep {
        public DeleteNodes {
            nodes = List.copyOf(nodes);
        }
    }

    /// Its nodes are being drained; their end brings the claim back.
    record AwaitNodes() implements TerminationStep {}

    /// A launch may have happened that the claim does not know of: look for its machine.
    record SearchMachine() implements TerminationStep {}

    /// Tell the provider to end the machine, until it is gone.
    record TerminateMachine() implements TerminationStep {}

    /// Nothing is left: let it go.
    record Release() implements TerminationStep {}
}
