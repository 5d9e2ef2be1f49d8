package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// An EBS volume.
///
/// @param deleteOnTermination whether it goes with the instance
/// @param encrypted whether it is encrypted
/// @param iops operations per second
/// @param kmsKeyID id, alias or ARN of the key
/// @param snapshotID what it is filled from
/// @param throughput MiB per second
/// @param volumeInitializationRate MiB per second while it is filled from the snapshot, 100 to 300
/// @param volumeSize in Gi, G, Ti or T, for example `20Gi`
/// @param volumeType `gp3` and so on
@WireRecord
public record BlockDevice(
        @Nullable Boolean deleteOnTermination,
        @Nullable Boolean encrypted,
        @Nullable Long iops,
        @Nullable String kmsKeyID,
        @Nullable String snapshotID,
        @Nullable Long throughput,
        @Nullable Integer volumeInitializationRate,
        @Nullable String volumeSize,
        @Nullable String volumeType) {}
