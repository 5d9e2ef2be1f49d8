package sh.karpenter.local.aws.boot;

/// Runs nodes: told about every instance that boots, reboots and goes. Called from the timer's thread, one call
/// after the other and without the account's lock; an implementation must not block for long.
public interface NodeLauncher {
    /// An instance has booted and joins the cluster.
    void joined(BootedNode node);

    /// An instance has booted and will never join.
    default void failed(BootFailed failure) {}

    /// An instance that has joined was rebooted.
    default void rebooted(String instanceId) {}

    /// The machine of an instance is gone. Also called for instances that never joined.
    default void gone(String instanceId) {}

    /// Nobody runs the nodes.
    static NodeLauncher none() {
        return node -> {};
    }
}
