package sh.karpenter.local.aws.boot;

import java.util.SortedMap;
import java.util.TreeMap;
import sh.karpenter.local.aws.catalog.InstanceType;
import sh.karpenter.local.aws.ec2.image.ImageFamily;
import sh.karpenter.local.aws.ec2.instance.Instance;

/// What a node of a type reports as capacity and allocatable. All byte amounts are computed in bytes and printed in Ki.
///
/// **Memory.** The kernel sees less than EC2 advertises; on common types 5 to 6 percent are missing. We take 6
/// percent of all types, and 64 MiB more on arm64, which sets them aside.
///
/// **Reserved.** The images reserve for kubelet and runtime: CPU 6 % of the first core, 1 % of the second, 0.5
/// % of the next two, 0.25 % of the rest; memory 255 MiB and 11 MiB per pod that the interfaces allow; 1 GiB of
/// storage. Settings replace single values. The kubelet evicts below 100 MiB of memory and 10 % of storage,
/// unless told otherwise.
///
/// **Accelerators** count when the image has the driver, as if its device plugin had already registered them.
final class NodeResources {
    private static final long KI = 1024;
    private static final long MI = 1024 * KI;
    private static final long GI = 1024 * MI;
    private static final int MISSING_MEMORY_PERCENT = 6;
    private static final long ARM_MEMORY = 64 * MI;
    private static final long FILE_SYSTEM = 12 * MI;
    private static final int DEFAULT_VOLUME_GIB = 20;

    private final Instance instance;
    private final KubeletSettings settings;
    private final InstanceType type;

    NodeResources(Instance instance, KubeletSettings settings) {
        this.instance = instance;
        this.settings = settings;
        this.type = instance.type();
    }

    SortedMap<String, String> capacity() {
        var capacity = new TreeMap<String, String>();
        capacity.put("cpu", Integer.toString(type.vcpus()));
        capacity.put("memory", memory() / KI + "Ki");
        capacity.put("ephemeral-storage", storage() / KI + "Ki");
        capacity.put("pods", Integer.toString(pods()));
        capacity.put("hugepages-1Gi", "0");
        capacity.put("hugepages-2Mi", "0");
        addDevices(capacity);
        return capacity;
    }

    SortedMap<String, String> allocatable() {
        var allocatable = capacity();
        long cpu = 1000L * type.vcpus() - reserved("cpu", defaultCpu()) - systemReserved("cpu");
        long memory = memory()
                - reserved("memory", defaultMemory())
                - systemReserved("memory")
                - evicted("memory.available", "100Mi", memory());
        long storage = storage()
                - reserved("ephemeral-storage", GI)
                - systemReserved("ephemeral-storage")
                - evicted("nodefs.available", "10%", storage());
        allocatable.put("cpu", Math.max(0, cpu) + "m");
        allocatable.put("memory", Math.max(0, memory) / KI + "Ki");
        allocatable.put("ephemeral-storage", Math.max(0, storage) / KI + "Ki");
        return allocatable;
    }

    /// How many volumes the EBS driver finds room for: what the type can attach less what was attached at launch,
    /// and less the further interfaces where they take the same slots. 0 when the type does not say.
    int attachableVolumes() {
        int most = type.mostVolumes();
        if (most == 0) {
            return 0;
        }
        long launched = instance.data().parameters().list("BlockDeviceMapping").stream()
                .filter(mapping -> mapping.group("Ebs").integer("VolumeSize") != null)
                .count();
        int interfaces = type.sharesVolumeSlots() ? instance.interfaces().size() - 1 : 0;
        return Math.max(1, most - (int) Math.max(1, launched) - Math.max(0, interfaces));
    }

    private long memory() {
        long advertised =
                type.memoryMib() * MI - (instance.image().architecture().equals("arm64") ? ARM_MEMORY : 0);
        return advertised / 100 * (100 - MISSING_MEMORY_PERCENT);
    }

    private int pods() {
        var wanted = settings.maxPods();
        boolean windows = instance.image().family() == ImageFamily.WINDOWS;
        int pods = wanted != null ? wanted : windows ? 110 : type.network().pods();
        var perCore = settings.podsPerCore();
        return perCore == null || perCore == 0 ? pods : Math.min(pods, perCore * type.vcpus());
    }

    private long storage() {
        if (settings.raid0() && type.storageGb() > 0) {
            return type.storageGb() * 1_000_000_000L;
        }
        var device = instance.image().family() == ImageFamily.BOTTLEROCKET
                ? "/dev/xvdb"
                : instance.image().rootDevice();
        for (var mapping : instance.data().parameters().list("BlockDeviceMapping")) {
            var size = mapping.group("Ebs").integer("VolumeSize");
            if (device.equals(mapping.text("DeviceName")) && size != null) {
                return size * GI - FILE_SYSTEM;
            }
        }
        return DEFAULT_VOLUME_GIB * GI - FILE_SYSTEM;
    }

    /// Millicores: each range is cut to whole ones.
    private long defaultCpu() {
        int cores = type.vcpus();
        long reserved = 60;
        reserved += cores > 1 ? 10 : 0;
        reserved += 5L * Math.clamp(cores - 2, 0, 2);
        reserved += cores > 4 ? (long) ((cores - 4) * 2.5) : 0;
        return reserved;
    }

    private long defaultMemory() {
        boolean asSet = instance.image().family() == ImageFamily.BOTTLEROCKET
                || instance.image().family() == ImageFamily.WINDOWS;
        int pods = asSet ? pods() : type.network().pods();
        return (255 + 11L * pods) * MI;
    }

    private long reserved(String resource, long otherwise) {
        var set = settings.kubeReserved().get(resource);
        return set == null ? otherwise : amount(resource, set);
    }

    private long systemReserved(String resource) {
        var set = settings.systemReserved().get(resource);
        return set == null ? 0 : amount(resource, set);
    }

    private long evicted(String signal, String otherwise, long capacity) {
        var threshold = settings.evictionHard().getOrDefault(signal, otherwise);
        if (!threshold.endsWith("%")) {
            return Quantity.whole(threshold);
        }
        var percent = Double.parseDouble(threshold.substring(0, threshold.length() - 1));
        return percent >= 100 ? 0 : (long) Math.ceil(capacity * percent / 100);
    }

    private static long amount(String resource, String quantity) {
        return resource.equals("cpu") ? Quantity.milli(quantity) : Quantity.whole(quantity);
    }

    private void addDevices(SortedMap<String, String> capacity) {
        var name = instance.image().name();
        boolean own = instance.image().family() == ImageFamily.CUSTOM;
        boolean bottlerocket = instance.image().family() == ImageFamily.BOTTLEROCKET;
        boolean gpuImage = name.contains("-gpu-");
        if (own || gpuImage || name.contains("nvidia")) {
            put(capacity, "nvidia.com/gpu", type.gpus("NVIDIA"));
        }
        if (own || gpuImage || bottlerocket || name.contains("neuron")) {
            put(capacity, "aws.amazon.com/neuron", type.neuron().devices());
            put(capacity, "aws.amazon.com/neuroncore", type.neuron().cores());
        }
        if (own) {
            put(capacity, "amd.com/gpu", type.gpus("AMD"));
            put(capacity, "habana.ai/gaudi", type.gpus("Habana"));
        }
        put(capacity, "vpc.amazonaws.com/efa", (int) instance.interfaces().stream()
                .filter(one -> one.type().startsWith("efa"))
                .count());
    }

    private static void put(SortedMap<String, String> capacity, String resource, int count) {
        if (count > 0) {
            capacity.put(resource, Integer.toString(count));
        }
    }
}
