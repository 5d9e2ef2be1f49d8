package sh.karpenter.local.aws.boot;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.ec2.instance.Instance;
import sh.karpenter.local.aws.ec2.instance.InstanceListener;
import sh.karpenter.local.aws.ec2.instance.InstanceState;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.aws.iam.InstanceProfiles;

/// Boots instances when their time has come, and tells the [NodeLauncher].
public final class BootSequence implements InstanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(BootSequence.class);

    private final Supplier<Cluster> cluster;
    private final InstanceProfiles profiles;
    private final AccountLock lock;
    private final NodeLauncher launcher;

    public BootSequence(Supplier<Cluster> cluster, InstanceProfiles profiles, AccountLock lock, NodeLauncher launcher) {
        this.cluster = cluster;
        this.profiles = profiles;
        this.lock = lock;
        this.launcher = launcher;
    }

    @Override
    public void booted(Instance instance) {
        switch (NodeBoot.boot(instance, cluster.get(), role(instance))) {
            case BootedNode node -> {
                LOG.debug("{} joins as {}", node.instanceId(), node.name());
                launcher.joined(node);
            }
            case BootFailed failure -> {
                LOG.warn("{} never joins: {}", failure.instanceId(), failure.reason());
                launcher.failed(failure);
            }
        }
    }

    @Override
    public void rebooted(Instance instance) {
        launcher.rebooted(instance.id());
    }

    @Override
    public void entered(Instance instance, InstanceState state) {
        if (state == InstanceState.TERMINATED) {
            launcher.gone(instance.id());
        }
    }

    private @Nullable String role(Instance instance) {
        var name = instance.data().instanceProfile();
        if (name == null) {
            return null;
        }
        return lock.call(() -> Optional.ofNullable(profiles.find(name)))
                .flatMap(profile -> profile.roles().stream().findFirst())
                .orElse(null);
    }
}
