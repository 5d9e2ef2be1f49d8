package sh.karpenter.providers.aws.instancetype;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.providers.aws.label.AwsResources;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import software.amazon.awssdk.services.ec2.model.ArchitectureType;
import software.amazon.awssdk.services.ec2.model.GpuDeviceInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NeuronDeviceInfo;

/// What a machine has, as the kubelet will report it.
///
/// The kubelet sees less memory than EC2 names: firmware and hypervisor take some. Nobody can ask for how much
/// before the first node of the type runs, so a share is assumed (7.5 % unless the user says otherwise).
/// m5.large: 8192 MiB less ceil(8192 x 0.075) = 615 MiB are 7577 MiB.
final class Capacity {
    private static final long MEBIBYTE = 1L << 20;
    /// Arm machines lose this much to firmware on top.
    private static final long ARM_RESERVED_MEBIBYTES = 64;

    private Capacity() {}

    /// Everything that a node of the type offers; devices that it has none of are left out.
    static Resources of(InstanceTypeInfo type, NodeClass nodeClass, ResolverSettings settings, VpcLimits limits) {
        var amounts = new TreeMap<String, Long>();
        amounts.put(ResourceNames.CPU, type.vCpuInfo().defaultVCpus() * Resources.CORE);
        amounts.put(ResourceNames.MEMORY, memory(type, settings.memoryOverhead()));
        amounts.put(ResourceNames.EPHEMERAL_STORAGE, EphemeralStorage.bytes(type, nodeClass));
        amounts.put(ResourceNames.PODS, PodDensity.pods(type, nodeClass, settings.reservedInterfaces()));
        String name = type.instanceTypeAsString();
        putPresent(amounts, AwsResources.POD_ENI, limits.branchInterfaces(name));
        putPresent(amounts, AwsResources.NVIDIA_GPU, gpus(type, "NVIDIA"));
        putPresent(amounts, AwsResources.AMD_GPU, gpus(type, "AMD"));
        putPresent(amounts, AwsResources.GAUDI, gpus(type, "Habana"));
        putPresent(amounts, AwsResources.NEURON, neurons(type));
        putPresent(amounts, AwsResources.NEURON_CORE, neuronCores(type));
        putPresent(amounts, AwsResources.EFA, efas(type, nodeClass));
        if (nodeClass.family().windows() && TypeLabels.AMD64.equals(TypeLabels.architecture(type))) {
            putPresent(amounts, AwsResources.PRIVATE_IPV4, limits.windowsAddresses(name));
        }
        return new Resources(amounts);
    }

    private static void putPresent(Map<String, Long> amounts, String name, long amount) {
        if (amount > 0) {
            amounts.put(name, amount);
        }
    }

    /// Bytes of memory that the kubelet will see, by estimate.
    ///
    /// @param overhead share of the memory that is lost, for example 0.075
    static long memory(InstanceTypeInfo type, double overhead) {
        long mebibytes = type.memoryInfo().sizeInMiB();
        if (firstIsArm(type)) {
            mebibytes -= ARM_RESERVED_MEBIBYTES;
        }
        long lost = (long) Math.ceil((double) (mebibytes * MEBIBYTE) * overhead / 1024 / 1024);
        return (mebibytes - lost) * MEBIBYTE;
    }

    private static boolean firstIsArm(InstanceTypeInfo type) {
        var architectures =
                type.processorInfo() == null ? null : type.processorInfo().supportedArchitectures();
        return architectures != null && !architectures.isEmpty() && architectures.getFirst() == ArchitectureType.ARM64;
    }

    private static long gpus(InstanceTypeInfo type, String manufacturer) {
        long count = 0;
        if (type.gpuInfo() != null) {
            for (GpuDeviceInfo gpu : type.gpuInfo().gpus()) {
                if (manufacturer.equals(gpu.manufacturer()) && gpu.count() != null) {
                    count += gpu.count();
                }
            }
        }
        return count;
    }

    private static long neurons(InstanceTypeInfo type) {
        long count = 0;
        if (type.neuronInfo() != null) {
            for (NeuronDeviceInfo device : type.neuronInfo().neuronDevices()) {
                count += device.count();
            }
        }
        return count;
    }

    private static long neuronCores(InstanceTypeInfo type) {
        if (type.neuronInfo() == null || type.neuronInfo().neuronDevices().isEmpty()) {
            return 0;
        }
        NeuronDeviceInfo first = type.neuronInfo().neuronDevices().getFirst();
        return (long) first.count() * first.coreInfo().count();
    }

    private static long efas(InstanceTypeInfo type, NodeClass nodeClass) {
        var chosen = nodeClass.spec().networkInterfaces();
        if (chosen != null) {
            return chosen.stream()
                    .filter(item -> NodeClass.efaOnly(item.interfaceType()))
                    .count();
        }
        var efa = type.networkInfo().efaInfo();
        @Nullable Integer most = efa == null ? null : efa.maximumEfaInterfaces();
        return most == null ? 0 : most;
    }
}
