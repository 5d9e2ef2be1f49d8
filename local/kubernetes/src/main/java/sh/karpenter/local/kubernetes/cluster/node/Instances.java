package sh.karpenter.local.kubernetes.cluster.node;

/// What the cloud says about the instances behind nodes.
@FunctionalInterface
public interface Instances {

    /// The state of an instance.
    enum State {
        RUNNING,
        SHUT_DOWN,
        GONE
    }

    /// @param providerId a node's `spec.providerID`, never empty
    State state(String providerId);

    /// A cloud that never loses an instance.
    static Instances everlasting() {
        return _ -> State.RUNNING;
    }
}
