package sh.karpenter.app.local;

import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.LocalAws;
import sh.karpenter.local.aws.ec2.instance.Instance;
import sh.karpenter.local.kubernetes.cluster.node.Instances;

/// What the cluster's cloud controller learns of the machines behind nodes: on EKS it removes the node objects of
/// instances that are gone. Nodes of other clouds are left to those.
final class MachineStates implements Instances {
    private static final String AWS = "aws:///";

    private volatile @Nullable LocalAws aws;

    /// From now on, asks this AWS.
    void ask(LocalAws started) {
        aws = started;
    }

    @Override
    public State state(String providerId) {
        LocalAws asked = aws;
        if (asked == null || !providerId.startsWith(AWS)) {
            return State.RUNNING;
        }
        String id = providerId.substring(providerId.lastIndexOf('/') + 1);
        return asked.lock().call(() -> {
            Instance instance = asked.ec2().instances().find(id);
            return instance != null && asked.ec2().instances().state(instance).exists() ? State.RUNNING : State.GONE;
        });
    }
}
