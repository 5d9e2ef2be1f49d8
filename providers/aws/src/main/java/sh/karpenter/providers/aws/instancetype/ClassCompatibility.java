package sh.karpenter.providers.aws.instancetype;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.aws.NetworkInterface;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import software.amazon.awssdk.services.ec2.model.EnaSupport;
import software.amazon.awssdk.services.ec2.model.InstanceTypeHypervisor;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NetworkCardInfo;
import software.amazon.awssdk.services.ec2.model.NitroEnclavesSupport;

/// Whether machines of a type can be what a node class asks for. A type that cannot stays in the catalogue with all
/// its offerings unavailable, so that people can see why it is not chosen.
final class ClassCompatibility {
    private ClassCompatibility() {}

    static boolean compatible(InstanceTypeInfo type, NodeClass nodeClass) {
        return carriesInterfaces(type, nodeClass)
                && bootsFamily(type, nodeClass)
                && nestsVirtualMachines(type, nodeClass)
                && hasEnclaves(type, nodeClass)
                && joinsGroup(type, nodeClass)
                && tracksConnections(type, nodeClass);
    }

    private static boolean carriesInterfaces(InstanceTypeInfo type, NodeClass nodeClass) {
        List<NetworkInterface> wanted = nodeClass.spec().networkInterfaces();
        if (wanted == null) {
            return true;
        }
        var network = type.networkInfo();
        if (network.networkCards().isEmpty() || network.enaSupport() == EnaSupport.UNSUPPORTED) {
            return false;
        }
        int efaOnly = 0;
        for (NetworkInterface item : wanted) {
            NetworkCardInfo card = card(network.networkCards(), item.networkCardIndex());
            if (card == null || item.deviceIndex() >= card.maximumNetworkInterfaces()) {
                return false;
            }
            efaOnly += NodeClass.efaOnly(item.interfaceType()) ? 1 : 0;
        }
        return efaOnly == 0
                || (network.efaInfo() != null
                        && network.efaInfo().maximumEfaInterfaces() != null
                        && efaOnly <= network.efaInfo().maximumEfaInterfaces());
    }

    private static @Nullable NetworkCardInfo card(List<NetworkCardInfo> cards, int index) {
        for (NetworkCardInfo card : cards) {
            if (card.networkCardIndex() == index) {
                return card;
            }
        }
        return null;
    }

    /// The kernel of AL2023 does not boot on the first Arm machines.
    private static boolean bootsFamily(InstanceTypeInfo type, NodeClass nodeClass) {
        return nodeClass.family() != AmiFamily.AL2023
                || !type.instanceTypeAsString().startsWith("a1.");
    }

    private static boolean nestsVirtualMachines(InstanceTypeInfo type, NodeClass nodeClass) {
        var options = nodeClass.spec().cpuOptions();
        return options == null
                || !"enabled".equals(options.nestedVirtualization())
                || (type.processorInfo() != null
                        && type.processorInfo().supportedFeaturesAsStrings().contains("nested-virtualization"));
    }

    private static boolean hasEnclaves(InstanceTypeInfo type, NodeClass nodeClass) {
        var options = nodeClass.spec().enclaveOptions();
        return options == null
                || !Boolean.TRUE.equals(options.enabled())
                || type.nitroEnclavesSupport() == NitroEnclavesSupport.SUPPORTED;
    }

    private static boolean joinsGroup(InstanceTypeInfo type, NodeClass nodeClass) {
        PlacementGroup group = nodeClass.placementGroup();
        return group == null
                || (type.placementGroupInfo() != null
                        && type.placementGroupInfo()
                                .supportedStrategiesAsStrings()
                                .contains(group.strategy()));
    }

    /// Bare metal reports no hypervisor and so is left out too, although its network cards are Nitro's.
    private static boolean tracksConnections(InstanceTypeInfo type, NodeClass nodeClass) {
        return nodeClass.spec().connectionTracking() == null || type.hypervisor() == InstanceTypeHypervisor.NITRO;
    }
}
