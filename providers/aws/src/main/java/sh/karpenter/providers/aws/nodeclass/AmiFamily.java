package sh.karpenter.providers.aws.nodeclass;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.AmiFamilies;
import sh.karpenter.kube.api.aws.BlockDevice;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;

/// A kind of image, by how its user data is written and what it does with the kubelet and the disks.
public enum AmiFamily {
    AL2(AmiFamilies.AL2, "/dev/xvda"),
    AL2023(AmiFamilies.AL2023, "/dev/xvda"),
    BOTTLEROCKET(AmiFamilies.BOTTLEROCKET, "/dev/xvdb"),
    WINDOWS2019(AmiFamilies.WINDOWS_2019, "/dev/sda1"),
    WINDOWS2022(AmiFamilies.WINDOWS_2022, "/dev/sda1"),
    WINDOWS2025(AmiFamilies.WINDOWS_2025, "/dev/sda1"),
    CUSTOM(AmiFamilies.CUSTOM, null);

    private final String text;
    private final @Nullable String dataDevice;

    AmiFamily(String text, @Nullable String dataDevice) {
        this.text = text;
        this.dataDevice = dataDevice;
    }

    /// The name in manifests, for example `AL2023`.
    public String text() {
        return text;
    }

    /// The family named in a manifest's `amiFamily`, null when there is none of that name.
    public static @Nullable AmiFamily parse(String text) {
        for (AmiFamily family : values()) {
            if (family.text.equals(text)) {
                return family;
            }
        }
        return null;
    }

    /// The family of an alias such as `al2023@latest`, null when there is none; custom images have no alias.
    public static @Nullable AmiFamily ofAlias(String alias) {
        String name = AmiFamilies.ofAlias(alias);
        return name == null ? null : parse(name);
    }

    /// The device that carries the kubelet's directory and so decides the ephemeral storage; null when unknown.
    public @Nullable String dataDevice() {
        return dataDevice;
    }

    /// Whether it runs Windows.
    public boolean windows() {
        return windowsBuild() != null;
    }

    /// The value of the label `node.kubernetes.io/windows-build`, null for Linux.
    public @Nullable String windowsBuild() {
        return switch (this) {
            case WINDOWS2019 -> "10.0.17763";
            case WINDOWS2022 -> "10.0.20348";
            case WINDOWS2025 -> "10.0.26100";
            case AL2, AL2023, BOTTLEROCKET, CUSTOM -> null;
        };
    }

    /// Whether the reserved memory follows from the pods that the network interfaces admit, whatever `maxPods`
    /// says.
    public boolean reservesMemoryByInterfaces() {
        return switch (this) {
            case AL2, AL2023, CUSTOM -> true;
            case BOTTLEROCKET, WINDOWS2019, WINDOWS2022, WINDOWS2025 -> false;
        };
    }

    /// Whether `podsPerCore` has an effect.
    public boolean knowsPodsPerCore() {
        return this != BOTTLEROCKET;
    }

    /// Whether every pod takes an address of a network interface.
    public boolean limitsPodsByInterfaces() {
        return !windows();
    }

    /// Whether any field of the kubelet's configuration can be passed on.
    public boolean takesAnyKubeletField() {
        return this == AL2023;
    }

    /// The disks of a node whose class names none.
    public List<BlockDeviceMapping> defaultBlockDevices() {
        return switch (this) {
            case AL2, AL2023 -> List.of(disk("/dev/xvda", "20Gi"));
            case BOTTLEROCKET -> List.of(disk("/dev/xvda", "6Gi"), disk("/dev/xvdb", "20Gi"));
            case WINDOWS2019, WINDOWS2022, WINDOWS2025 -> List.of(disk("/dev/sda1", "50Gi"));
            case CUSTOM -> List.of();
        };
    }

    private static BlockDeviceMapping disk(String device, String size) {
        return new BlockDeviceMapping(
                device, new BlockDevice(null, true, null, null, null, null, null, size, "gp3"), null);
    }
}
