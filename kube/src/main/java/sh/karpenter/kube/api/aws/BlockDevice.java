package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
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
        @Nullable String volumeType) {

    /// The size in bytes; null when none is given, or one that is no size: the schema of earlier releases admits
    /// `Ti` without a number.
    public @Nullable Long bytes() {
        try {
            return volumeSize == null ? null : Quantity.parse(ResourceNames.EPHEMERAL_STORAGE, volumeSize);
        } catch (IllegalArgumentException notASize) {
            return null;
        }
    }
}
