package sh.karpenter.controllers.node.termination;

import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.util.List;
import sh.karpenter.core.model.workload.Pod;

/// What a node that is being deleted needs next.
public sealed interface NodeTerminationStep {

    /// It is not for us.
    record Nothing() implements NodeTerminationStep {}

    /// Its claim must go with it.
    record DeleteClaim() implements NodeTerminationStep {}

    /// It is not ready: ask the provider whether there is still a machine to drain.
    record AskForMachine() implements NodeTerminationStep {}

    /// Keep new pods and new connections away.
    record Taint() implements NodeTerminationStep {}

    /// Note in the claim that draining has begun (again).
    record BeginDrain() implements NodeTerminationStep {}

    /// Pods have to go.
    ///
    /// @param next those to be handed to the eviction queue now
    /// @param waiting how many the drain waits for in all
    record Evict(List<Pod> next, int waiting) implements NodeTerminationStep {
        public Evict {
            next = List.copyOf(next);
        }
    }

    /// Nobody is there, but a pod that was just bound may not be seen yet.
    ///
    /// @param rest how long to wait for such pods
    record AwaitLatePods(Duration rest) implements NodeTerminationStep {}

    /// Note in the claim that the drain is over.
    record EndDrain() implements NodeTerminationStep {}

    /// Volumes are still attached.
    ///
    /// @param attachments those that are waited for
    record AwaitVolumes(List<VolumeAttachment> attachments) implements NodeTerminationStep {
        public AwaitVolumes {
            attachments = List.copyOf(attachments);
        }
    }

    /// Note in the claim how the wait for volumes ended.
    ///
    /// @param detached whether all are; else the drain's time is over
    record EndVolumes(boolean detached) implements NodeTerminationStep {}

    /// Tell the provider to end the machine, until it is gone.
    record TerminateMachine() implements NodeTerminationStep {}

    /// Nothing is left: let the node go.
    record Release() implements NodeTerminationStep {}
}
