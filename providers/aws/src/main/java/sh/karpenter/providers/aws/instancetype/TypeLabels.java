package sh.karpenter.providers.aws.instancetype;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import software.amazon.awssdk.services.ec2.model.EbsOptimizedSupport;
import software.amazon.awssdk.services.ec2.model.EphemeralNvmeSupport;
import software.amazon.awssdk.services.ec2.model.GpuDeviceInfo;
import software.amazon.awssdk.services.ec2.model.InferenceDeviceInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.NeuronDeviceInfo;

/// The labels of a machine before it exists: every well-known key with the values it may take. A key that does not
/// apply to the type is required not to exist, so that a pod which asks for it goes elsewhere.
final class TypeLabels {
    static final String AMD64 = "amd64";
    private static final Pattern CATEGORY_AND_GENERATION = Pattern.compile("(^[a-z]+)(-[0-9]+tb)?([0-9]+).*\\.");

    private final TreeMap<String, Requirement> byKey = new TreeMap<>();

    private TypeLabels() {}

    /// The labels of a type under a node class.
    ///
    /// @param zones the zones where the type is offered, of those where the class has subnets
    static Requirements of(
            InstanceTypeInfo type,
            NodeClass nodeClass,
            SortedSet<String> zones,
            String region,
            NetworkBandwidth bandwidth) {
        var labels = new TypeLabels();
        labels.place(type, nodeClass, zones, region);
        labels.processor(type);
        labels.name(type.instanceTypeAsString());
        labels.storageAndNetwork(type, bandwidth);
        labels.gpu(type);
        labels.accelerator(type);
        labels.reservations(type, nodeClass);
        labels.placementGroup(nodeClass);
        return new Requirements(labels.byKey);
    }

    /// The value of the label `kubernetes.io/arch`, null when the type has no architecture that Kubernetes knows.
    static @Nullable String architecture(InstanceTypeInfo type) {
        if (type.processorInfo() != null) {
            for (String architecture : type.processorInfo().supportedArchitecturesAsStrings()) {
                switch (architecture) {
                    case "x86_64":
                        return AMD64;
                    case "arm64":
                        return "arm64";
                    default:
                        break;
                }
            }
        }
        return null;
    }

    private void place(InstanceTypeInfo type, NodeClass nodeClass, SortedSet<String> zones, String region) {
        put(LabelKeys.INSTANCE_TYPE, type.instanceTypeAsString());
        String architecture = architecture(type);
        put(LabelKeys.ARCH, architecture);
        boolean windows = nodeClass.family().windows();
        put(LabelKeys.OS, windows ? AMD64.equals(architecture) ? "windows" : null : "linux");
        put(LabelKeys.WINDOWS_BUILD, nodeClass.family().windowsBuild());
        put(LabelKeys.REGION, region);
        putEach(LabelKeys.ZONE, zones);
        var zoneIds = new TreeSet<String>();
        Map<String, String> idByZone = nodeClass.zones();
        for (String zone : zones) {
            String id = idByZone.getOrDefault(zone, "");
            if (!id.isEmpty()) {
                zoneIds.add(id);
            }
        }
        if (!zoneIds.isEmpty()) {
            putEach(AwsLabels.ZONE_ID, zoneIds);
        }
        var tenancies = new TreeSet<String>();
        tenancies.add("default");
        tenancies.add("dedicated");
        putEach(AwsLabels.TENANCY, tenancies);
    }

    private void placementGroup(NodeClass nodeClass) {
        PlacementGroup group = nodeClass.placementGroup();
        put(AwsLabels.PLACEMENT_GROUP_ID, group == null ? null : group.id());
        put(AwsLabels.PLACEMENT_GROUP_PARTITION, null);
        if (group != null && group.partitions() > 0) {
            var partitions = new TreeSet<String>();
            for (int partition = 1; partition <= group.partitions(); partition++) {
                partitions.add(Integer.toString(partition));
            }
            putEach(AwsLabels.PLACEMENT_GROUP_PARTITION, partitions);
        }
    }

    private void processor(InstanceTypeInfo type) {
        put(AwsLabels.CPU, type.vCpuInfo().defaultVCpus());
        put(AwsLabels.MEMORY, type.memoryInfo().sizeInMiB());
        var processor = type.processorInfo();
        String manufacturer = processor == null ? null : processor.manufacturer();
        put(AwsLabels.CPU_MANUFACTURER, manufacturer == null ? null : kebab(manufacturer));
        Double clock = processor == null ? null : processor.sustainedClockSpeedInGhz();
        put(AwsLabels.CLOCK_SPEED, processor == null ? null : Math.round((clock == null ? 0 : clock) * 1000));
    }

    private void name(String name) {
        Matcher matcher = CATEGORY_AND_GENERATION.matcher(name);
        boolean matches = matcher.find();
        put(AwsLabels.CATEGORY, matches ? matcher.group(1) : null);
        put(AwsLabels.GENERATION, matches ? matcher.group(3) : null);
        List<String> halves = List.of(name.split("\\.", -1));
        put(AwsLabels.FAMILY, halves.size() == 2 ? halves.getFirst() : null);
        put(AwsLabels.SIZE, halves.size() == 2 ? halves.getLast() : null);
        put(AwsLabels.FLEX, halves.getFirst().contains("-flex"));
    }

    private void storageAndNetwork(InstanceTypeInfo type, NetworkBandwidth bandwidth) {
        put(AwsLabels.HYPERVISOR, type.hypervisorAsString() == null ? "" : type.hypervisorAsString());
        put(
                AwsLabels.ENCRYPTION_IN_TRANSIT,
                Boolean.TRUE.equals(type.networkInfo().encryptionInTransitSupported()));
        var ebs = type.ebsInfo();
        boolean optimized = ebs != null
                && ebs.ebsOptimizedSupport() == EbsOptimizedSupport.DEFAULT
                && ebs.ebsOptimizedInfo() != null;
        put(AwsLabels.EBS_BANDWIDTH, optimized ? ebs.ebsOptimizedInfo().maximumBandwidthInMbps() : null);
        put(AwsLabels.NETWORK_BANDWIDTH, bandwidth.baseline(type.instanceTypeAsString()));
        var disks = type.instanceStorageInfo();
        boolean nvme = disks != null && disks.nvmeSupport() != EphemeralNvmeSupport.UNSUPPORTED;
        put(AwsLabels.LOCAL_NVME, nvme ? disks.totalSizeInGB() : null);
    }

    private void gpu(InstanceTypeInfo type) {
        GpuDeviceInfo only = type.gpuInfo() != null && type.gpuInfo().gpus().size() == 1
                ? type.gpuInfo().gpus().getFirst()
                : null;
        put(AwsLabels.GPU_NAME, only == null ? null : kebab(only.name()));
        put(AwsLabels.GPU_MANUFACTURER, only == null ? null : kebab(only.manufacturer()));
        put(AwsLabels.GPU_COUNT, only == null ? null : only.count() == null ? 0 : only.count());
        put(AwsLabels.GPU_MEMORY, only == null ? null : only.memoryInfo().sizeInMiB());
    }

    private void accelerator(InstanceTypeInfo type) {
        String name = null;
        String manufacturer = null;
        Integer count = null;
        if (type.neuronInfo() == null) {
            var inference = type.inferenceAcceleratorInfo();
            if (inference != null && inference.accelerators().size() == 1) {
                InferenceDeviceInfo only = inference.accelerators().getFirst();
                name = kebab(only.name());
                manufacturer = kebab(only.manufacturer());
                count = only.count();
            }
        } else if (type.neuronInfo().neuronDevices().size() == 1) {
            NeuronDeviceInfo only = type.neuronInfo().neuronDevices().getFirst();
            name = kebab(only.name());
            manufacturer = "aws";
            count = only.count();
        }
        put(AwsLabels.ACCELERATOR_NAME, name);
        put(AwsLabels.ACCELERATOR_MANUFACTURER, manufacturer);
        put(AwsLabels.ACCELERATOR_COUNT, count);
    }

    private void reservations(InstanceTypeInfo type, NodeClass nodeClass) {
        var capacityTypes = new TreeSet<String>();
        for (String usage : type.supportedUsageClassesAsStrings()) {
            if (usage.equals(LabelKeys.ON_DEMAND) || usage.equals(LabelKeys.SPOT)) {
                capacityTypes.add(usage);
            }
        }
        var ids = new TreeSet<String>();
        var types = new TreeSet<String>();
        var interruptible = new TreeSet<String>();
        for (ResolvedCapacityReservation reservation : nodeClass.reservations()) {
            if (reservation.instanceType().equals(type.instanceTypeAsString())) {
                capacityTypes.add(LabelKeys.RESERVED);
                ids.add(reservation.id());
                types.add(reservation.reservationType() == null ? "default" : reservation.reservationType());
                interruptible.add(String.valueOf(Boolean.TRUE.equals(reservation.interruptible())));
            }
        }
        putEach(LabelKeys.CAPACITY_TYPE, capacityTypes);
        putEach(AwsLabels.RESERVATION_ID, ids);
        putEach(AwsLabels.RESERVATION_TYPE, types);
        putEach(AwsLabels.RESERVATION_INTERRUPTIBLE, interruptible);
    }

    private static String kebab(String text) {
        return text.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private void put(String key, @Nullable Object value) {
        byKey.put(key, value == null ? Requirement.doesNotExist(key) : Requirement.in(key, value.toString()));
    }

    private void putEach(String key, SortedSet<String> values) {
        byKey.put(key, Requirement.of(key, ValueSet.only(values)));
    }
}
