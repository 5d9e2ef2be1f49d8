package sh.karpenter.local.aws.ec2.instance;

import java.time.Duration;

/// How long an instance takes for each step of its life.
///
/// @param start from the launch to state `running`
/// @param boot from the launch until its kubelet could join the cluster; not before `start`
/// @param shutdown from the request to terminate to state `terminated`
/// @param remembered how long a terminated instance can still be described
/// @param describeLag how long a new instance is unknown to Describe actions, as EC2's eventual consistency can
/// make it
public record InstanceDelays(
        Duration start, Duration boot, Duration shutdown, Duration remembered, Duration describeLag) {
    /// Short enough to watch: running after 1 s, joined after 2 s, terminated after 1 s, forgotten after 5 minutes.
    public static InstanceDelays quick() {
        return new InstanceDelays(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ZERO);
    }

    /// About what AWS takes: running after 8 s, joined after 35 s, terminated after 30 s, forgotten after an hour.
    public static InstanceDelays realistic() {
        return new InstanceDelays(
                Duration.ofSeconds(8),
                Duration.ofSeconds(35),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                Duration.ZERO);
    }

    /// The same with a lag before new instances can be described.
    public InstanceDelays withDescribeLag(Duration lag) {
        return new InstanceDelays(start, boot, shutdown, remembered, lag);
    }
}
