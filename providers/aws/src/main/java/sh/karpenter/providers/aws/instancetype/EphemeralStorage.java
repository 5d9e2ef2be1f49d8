package sh.karpenter.providers.aws.instancetype;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// The size of the disk that carries the kubelet's directory, in bytes. The first rule that applies decides:
///
/// 1. local disks put together, where the class asks for it and the type has some;
/// 2. the disk that the class marks as root volume;
/// 3. for custom images, the last disk that the class names;
/// 4. the disk with the name of the family's data device;
/// 5. the family's default for that device;
/// 6. 20 GiB.
final class EphemeralStorage {
    private static final long GIGABYTE = 1_000_000_000L;
    private static final long UNKNOWN = 20L << 30;

    private EphemeralStorage() {}

    static long bytes(InstanceTypeInfo type, NodeClass nodeClass) {
        var local = type.instanceStorageInfo();
        if ("RAID0".equals(nodeClass.spec().instanceStorePolicy()) && local != null && local.totalSizeInGB() != null) {
            return local.totalSizeInGB() * GIGABYTE;
        }
        List<BlockDeviceMapping> disks = nodeClass.blockDevices();
        for (BlockDeviceMapping disk : disks) {
            Long size = size(disk);
            if (Boolean.TRUE.equals(disk.rootVolume()) && size != null) {
                return size;
            }
        }
        AmiFamily family = nodeClass.family();
        if (family == AmiFamily.CUSTOM) {
            Long size = disks.isEmpty() ? null : size(disks.getLast());
            return size == null ? UNKNOWN : size;
        }
        Long named = named(disks, family.dataDevice());
        if (named == null) {
            named = named(family.defaultBlockDevices(), family.dataDevice());
        }
        return named == null ? UNKNOWN : named;
    }

    private static @Nullable Long named(List<BlockDeviceMapping> disks, @Nullable String device) {
        for (BlockDeviceMapping disk : disks) {
            Long size = size(disk);
            if (size != null && disk.deviceName() != null && disk.deviceName().equals(device)) {
                return size;
            }
        }
        return null;
    }

    private static @Nullable Long size(BlockDeviceMapping disk) {
        return disk.ebs() == null ? null : disk.ebs().bytes();
    }
}
