package sh.karpenter.testing.testkit.cloud;

import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;

/// One call that a [FakeCloudProvider] received.
public sealed interface CloudCall {
    /// Asked to launch.
    record Launch(NodeClaim claim) implements CloudCall {}

    /// Asked to terminate.
    record Terminate(NodeClaim claim) implements CloudCall {}

    /// Asked for one machine.
    record Find(String providerId) implements CloudCall {}

    /// Asked for all machines.
    record ListAll() implements CloudCall {}

    /// Asked for drift.
    record Drift(NodeClaim claim) implements CloudCall {}

    /// Asked for the catalogue.
    record InstanceTypes(NodePool pool) implements CloudCall {}
}
