package sh.karpenter.local.aws;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.boot.NodeLauncher;
import sh.karpenter.local.aws.ec2.instance.InstanceDelays;
import sh.karpenter.local.aws.eks.Cluster;
import sh.karpenter.local.aws.time.ManualTime;
import sh.karpenter.local.aws.time.Timer;

/// The settings of a [LocalAws].
public final class Builder {
    String region = "us-west-2";
    String clusterName = "local";

    @Nullable
    String nodeRole;

    int zones = 3;
    String host = "127.0.0.1";
    int port;
    Clock clock = Clock.systemUTC();

    @Nullable
    Timer timer;

    InstanceDelays delays = InstanceDelays.quick();

    @Nullable
    Cluster cluster;

    NodeLauncher launcher = NodeLauncher.none();

    Builder() {}

    /// The region; `us-west-2` when not set.
    public Builder region(String name) {
        region = name;
        return this;
    }

    /// The EKS cluster that nodes join; `local` when not set.
    public Builder clusterName(String name) {
        clusterName = name;
        return this;
    }

    /// The IAM role of the nodes; `KarpenterNodeRole-<cluster>` when not set.
    public Builder nodeRole(String name) {
        nodeRole = name;
        return this;
    }

    /// How many availability zones are served, in the order of their names; three when not set.
    public Builder zones(int count) {
        zones = count;
        return this;
    }

    /// The address to listen on; `127.0.0.1` when not set.
    public Builder host(String address) {
        host = address;
        return this;
    }

    /// The port to listen on; 0, which is the default, takes any free one.
    public Builder port(int number) {
        port = number;
        return this;
    }

    /// The clock that all times come from; the system's when not set. A clock that is moved by hand needs a timer
    /// that moves with it: see [#time].
    public Builder clock(Clock source) {
        clock = source;
        return this;
    }

    /// What wakes up instances that start or end; real time when not set.
    public Builder timer(Timer source) {
        timer = source;
        return this;
    }

    /// Clock and timer that are moved by hand.
    public Builder time(ManualTime time) {
        clock = time;
        timer = time;
        return this;
    }

    /// How long instances take to start and to end; [InstanceDelays#quick()] when not set.
    public Builder delays(InstanceDelays durations) {
        delays = durations;
        return this;
    }

    /// The cluster as EKS describes it; one whose endpoint nobody answers when not set. See also
    /// [LocalAws#cluster(Cluster)].
    public Builder cluster(Cluster description) {
        cluster = description;
        clusterName = description.name();
        return this;
    }

    /// Who runs the nodes that instances become; nobody when not set.
    public Builder nodeLauncher(NodeLauncher nodes) {
        launcher = nodes;
        return this;
    }

    /// Starts it.
    ///
    /// @throws IllegalArgumentException when the region is unknown
    /// @throws IllegalStateException when the port is taken
    public LocalAws start() {
        return new LocalAws(this);
    }
}
