package sh.karpenter.kube.client.lease;

import java.time.Duration;

/// How a lease is held.
///
/// @param lease how long others wait after the last sign of life of the leader before they take over
/// @param renewWithin the leader gives up when it could not renew for that long; shorter than `lease`, so that
///     it has stopped before another one begins
/// @param retry pause between attempts to renew or to take over
public record LeaseTimings(Duration lease, Duration renewWithin, Duration retry) {

    /// 15 s, 10 s, 2 s. Source: controller-runtime's defaults, which Karpenter uses.
    public static LeaseTimings standard() {
        return new LeaseTimings(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}
