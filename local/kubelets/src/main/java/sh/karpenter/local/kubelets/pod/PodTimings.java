package sh.karpenter.local.kubelets.pod;

import java.time.Duration;

/// How long pods take.
///
/// @param start from being bound to being ready
/// @param stop from deletion to being gone, for containers that stop when told to
/// @param run how long pods of Jobs run
public record PodTimings(Duration start, Duration stop, Duration run) {

    /// As on a real node with the images already there.
    public static PodTimings realistic() {
        return new PodTimings(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    /// Quick enough to watch.
    public static PodTimings demo() {
        return new PodTimings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    /// Everything at once.
    public static PodTimings instant() {
        return new PodTimings(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
