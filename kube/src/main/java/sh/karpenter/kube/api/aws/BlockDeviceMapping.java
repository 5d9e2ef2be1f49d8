package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// A disk of the node.
///
/// @param deviceName for example `/dev/xvda`
/// @param ebs the volume
/// @param rootVolume whether it carries the kubelet's directory and so decides the ephemeral storage
@WireRecord
public record BlockDeviceMapping(
        @Nullable String deviceName,
        @Nullable BlockDevice ebs,
        @Nullable Boolean rootVolume) {}
