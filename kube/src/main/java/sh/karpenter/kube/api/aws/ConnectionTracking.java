package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Idle timeouts of tracked connections, in seconds.
///
/// @param tcpEstablishedTimeout 60 to 432000
/// @param udpStreamTimeout 60 to 180
/// @param udpTimeout 30 to 60
@WireRecord
public record ConnectionTracking(
        @Nullable Integer tcpEstablishedTimeout,
        @Nullable Integer udpStreamTimeout,
        @Nullable Integer udpTimeout) {}
