package sh.karpenter.local.aws.ec2.instance;

/// Hears of changes of instances, from the timer's thread, one after the other and without the account's lock.
public interface InstanceListener {
    /// The instance has entered a state.
    void entered(Instance instance, InstanceState state);

    /// Enough time has passed for the instance to join its cluster. Not called when it was terminated before.
    void booted(Instance instance);

    /// Somebody rebooted the instance.
    void rebooted(Instance instance);
}
