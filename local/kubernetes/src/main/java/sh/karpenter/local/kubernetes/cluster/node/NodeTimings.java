package sh.karpenter.local.kubernetes.cluster.node;

import java.time.Duration;

/// How patient the node controllers are.
///
/// @param silence how long a kubelet may be silent before its node is unknown
/// @param startupSilence the same for a node that never said anything
/// @param orphanPatience how long the node of a pod has to be missing before the pod is removed
/// @param instanceCheck how often it is asked whether the instance of a node that is not ready still exists
public record NodeTimings(Duration silence, Duration startupSilence, Duration orphanPatience, Duration instanceCheck) {

    /// As a real control plane is set up by default.
    public static NodeTimings kubernetes() {
        return new NodeTimings(
                Duration.ofSeconds(50), Duration.ofMinutes(1), Duration.ofSeconds(40), Duration.ofSeconds(5));
    }

    /// As [#kubernetes()], but orphaned pods go after 5 seconds, for watching.
    public static NodeTimings demo() {
        return new NodeTimings(
                Duration.ofSeconds(50), Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(5));
    }
}
