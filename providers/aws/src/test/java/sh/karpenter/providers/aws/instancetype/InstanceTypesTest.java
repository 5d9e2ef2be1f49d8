package sh.karpenter.providers.aws.instancetype;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.NodeClassBuilder.nodeClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.providers.aws.data.CsvTable;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.label.AwsResources;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.testbed.AwsTestBed;

/// Holds labels, capacity and overhead against the documented values of all instance types (`facts.csv`).
final class InstanceTypesTest {
    private static final NodeClass CLASS = nodeClass()
            .subnets(
                    new ResolvedSubnet("subnet-a", "us-east-1a", "use1-az1"),
                    new ResolvedSubnet("subnet-b", "us-east-1b", "use1-az2"))
            .build();

    /// EC2 tells two network cards since, where there was one when the facts were written down.
    private static final Set<String> NETWORK_CARDS_CHANGED =
            Set.of("i7ie.48xlarge", "i7ie.metal-48xl", "i8ge.48xlarge", "i8ge.metal-48xl");
    /// EC2 tells another clock speed since.
    private static final Set<String> CLOCK_SPEED_CHANGED = Set.of("c9g", "c9gd", "i7i", "i7ie", "m9g", "m9gd");

    @Test
    void allocatableResourcesOfEveryTypeAreThoseOfTheReference() {
        Map<String, MachineType> types = typesByName(CLASS);
        var differences = new ArrayList<String>();
        int compared = 0;
        for (Map<String, String> facts : facts()) {
            MachineType type = types.get(facts.get("instance_type"));
            if (type == null || NETWORK_CARDS_CHANGED.contains(type.name())) {
                continue;
            }
            compared++;
            Resources allocatable = type.capacity().minus(type.overhead());
            compare(differences, facts, "alloc_cpu", allocatable, ResourceNames.CPU);
            compare(differences, facts, "alloc_memory", allocatable, ResourceNames.MEMORY);
            compare(differences, facts, "alloc_ephemeral_storage", allocatable, ResourceNames.EPHEMERAL_STORAGE);
            compare(differences, facts, "pods", allocatable, ResourceNames.PODS);
            if (!CsvTable.cell(facts, "pod_eni").isEmpty()) { // the table of limits is newer and knows more types
                compare(differences, facts, "pod_eni", allocatable, AwsResources.POD_ENI);
            }
            compare(differences, facts, "efa", allocatable, AwsResources.EFA);
            compare(differences, facts, "nvidia_gpu", allocatable, AwsResources.NVIDIA_GPU);
            compare(differences, facts, "amd_gpu", allocatable, AwsResources.AMD_GPU);
            compare(differences, facts, "neuron", allocatable, AwsResources.NEURON);
            compare(differences, facts, "neuroncore", allocatable, AwsResources.NEURON_CORE);
            compare(differences, facts, "gaudi", allocatable, AwsResources.GAUDI);
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(1300);
    }

    @Test
    void labelsOfEveryTypeAreThoseOfTheReference() {
        Map<String, MachineType> types = typesByName(CLASS);
        var columns = new TreeMap<String, String>();
        columns.put("arch", LabelKeys.ARCH);
        columns.put("vcpus", AwsLabels.CPU);
        columns.put("memory_mib", AwsLabels.MEMORY);
        columns.put("cpu_manufacturer", AwsLabels.CPU_MANUFACTURER);
        columns.put("clock_mhz", AwsLabels.CLOCK_SPEED);
        columns.put("category", AwsLabels.CATEGORY);
        columns.put("family", AwsLabels.FAMILY);
        columns.put("generation", AwsLabels.GENERATION);
        columns.put("size", AwsLabels.SIZE);
        columns.put("encryption_in_transit", AwsLabels.ENCRYPTION_IN_TRANSIT);
        columns.put("flex", AwsLabels.FLEX);
        columns.put("ebs_max_mbps", AwsLabels.EBS_BANDWIDTH);
        columns.put("network_baseline_mbps", AwsLabels.NETWORK_BANDWIDTH);
        columns.put("local_nvme_gb", AwsLabels.LOCAL_NVME);
        columns.put("gpu_name", AwsLabels.GPU_NAME);
        columns.put("gpu_manufacturer", AwsLabels.GPU_MANUFACTURER);
        columns.put("gpu_count", AwsLabels.GPU_COUNT);
        columns.put("gpu_memory_mib", AwsLabels.GPU_MEMORY);
        columns.put("accelerator_name", AwsLabels.ACCELERATOR_NAME);
        columns.put("accelerator_manufacturer", AwsLabels.ACCELERATOR_MANUFACTURER);
        columns.put("accelerator_count", AwsLabels.ACCELERATOR_COUNT);
        var differences = new ArrayList<String>();
        for (Map<String, String> facts : facts()) {
            MachineType type = types.get(facts.get("instance_type"));
            if (type != null) {
                columns.forEach((column, label) -> {
                    String expected = CsvTable.cell(facts, column);
                    String actual = only(type, label);
                    if (!expected.equals(actual == null ? "" : actual) && !changedSince(facts, column)) {
                        differences.add(type.name() + " " + column + ": expected " + expected + ", is " + actual);
                    }
                });
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void aTypeIsOfferedOnlyInZonesWhereTheClassHasSubnets() {
        MachineType type = type("m5.large", CLASS);
        assertThat(type.zones()).containsExactly("us-east-1a", "us-east-1b");
        assertThat(type.requirements().values(LabelKeys.ZONE)).isEqualTo(ValueSet.only("us-east-1a", "us-east-1b"));
        assertThat(type.requirements().values(AwsLabels.ZONE_ID)).isEqualTo(ValueSet.only("use1-az1", "use1-az2"));
    }

    @Test
    void everyWellKnownLabelIsDecidedOneWayOrTheOther() {
        MachineType type = type("m5.large", CLASS);
        var undecided = new ArrayList<>(AwsLabels.vocabulary().wellKnown());
        undecided.removeAll(type.requirements().byKey().keySet());
        assertThat(undecided).containsExactly(LabelKeys.NODE_POOL);
        assertThat(type.requirements().values(AwsLabels.GPU_NAME)).isEqualTo(ValueSet.none());
    }

    @Test
    void kubeletSettingsChangeCapacityAndOverhead() {
        NodeClass tuned = nodeClass()
                .kubelet(Map.of(
                        "maxPods",
                        20,
                        "podsPerCore",
                        6,
                        "kubeReserved",
                        Map.of("cpu", "200m", "memory", "1Gi"),
                        "systemReserved",
                        Map.of("memory", "100Mi"),
                        "evictionHard",
                        Map.of("memory.available", "5%", "nodefs.available", "100%")))
                .build();
        MachineType type = type("m5.large", tuned);
        assertThat(type.capacity().get(ResourceNames.PODS)).isEqualTo(12);
        assertThat(type.overhead().get(ResourceNames.CPU)).isEqualTo(200 * Resources.MILLICORE);
        long fivePercent = (7577L * (1 << 20) * 5 + 99) / 100;
        assertThat(type.overhead().get(ResourceNames.MEMORY)).isEqualTo((1024L + 100) * (1 << 20) + fivePercent);
        assertThat(type.overhead().get(ResourceNames.EPHEMERAL_STORAGE)).isEqualTo(1L << 30);
    }

    @Test
    void localDisksReplaceTheRootVolumeWhereTheClassPutsThemTogether() {
        NodeClass raid = nodeClass().instanceStorePolicy("RAID0").build();
        assertThat(type("m5d.large", raid).capacity().get(ResourceNames.EPHEMERAL_STORAGE))
                .isEqualTo(75_000_000_000L);
        assertThat(type("m5.large", raid).capacity().get(ResourceNames.EPHEMERAL_STORAGE))
                .isEqualTo(20L << 30);
    }

    @Test
    void firstArmMachinesDoNotBootAl2023() {
        assertThat(type("a1.large", CLASS).compatible()).isFalse();
        assertThat(type("a1.large", nodeClass().alias("bottlerocket@latest").build())
                        .compatible())
                .isTrue();
    }

    @Test
    void memoryThatAKubeletReportedReplacesTheEstimateAndTheSmallestReportCounts() {
        try (var bed = new AwsTestBed()) {
            var discovered = new DiscoveredMemory(bed.time());
            InstanceTypes types = types(bed, discovered);
            discovered.report("m5.large", CLASS.amis(), 7_900L << 20);
            discovered.report("m5.large", CLASS.amis(), 7_800L << 20);
            discovered.report("m5.large", CLASS.amis(), 7_850L << 20);
            MachineType type = find(types.list(CLASS).types(), "m5.large");
            assertThat(type.capacity().get(ResourceNames.MEMORY)).isEqualTo(7_800L << 20);
        }
    }

    @Test
    void classesThatAskForTheSameShareOneList() {
        try (var bed = new AwsTestBed()) {
            InstanceTypes types = types(bed, new DiscoveredMemory(bed.time()));
            assertThat(types.list(CLASS).generation())
                    .isEqualTo(types.list(nodeClass()
                                    .subnets(CLASS.subnets().toArray(ResolvedSubnet[]::new))
                                    .tags(Map.of("team", "a"))
                                    .build())
                            .generation());
        }
    }

    private static boolean changedSince(Map<String, String> facts, String column) {
        String family = CsvTable.cell(facts, "family");
        return (column.equals("clock_mhz") && CLOCK_SPEED_CHANGED.contains(family))
                || (column.equals("network_baseline_mbps") && family.equals("g7"));
    }

    private static void compare(
            List<String> differences, Map<String, String> facts, String column, Resources actual, String resource) {
        String text = CsvTable.cell(facts, column);
        long expected = text.isEmpty() ? 0 : Quantity.parse(resource, text);
        if (expected != actual.get(resource)) {
            differences.add(facts.get("instance_type") + " " + column + ": expected " + text + ", is "
                    + Quantity.format(resource, actual.get(resource)));
        }
    }

    private static @Nullable String only(MachineType type, String label) {
        return type.requirements().values(label) instanceof ValueSet.Only values && !values.isEmpty()
                ? values.values().first()
                : null;
    }

    private static List<Map<String, String>> facts() {
        return CsvTable.read(InstanceTypesTest.class, "facts.csv").rows();
    }

    private static MachineType type(String name, NodeClass nodeClass) {
        return Objects.requireNonNull(typesByName(nodeClass).get(name), name);
    }

    private static MachineType find(List<MachineType> types, String name) {
        return types.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, MachineType> typesByName(NodeClass nodeClass) {
        try (var bed = new AwsTestBed()) {
            var byName = new TreeMap<String, MachineType>();
            types(bed, new DiscoveredMemory(bed.time()))
                    .list(nodeClass)
                    .types()
                    .forEach(type -> byName.put(type.name(), type));
            return byName;
        }
    }

    private static InstanceTypes types(AwsTestBed bed, DiscoveredMemory discovered) {
        var types = new InstanceTypes(
                new MachineCatalogReader(bed.clients().ec2()),
                new ResolverSettings(AwsTestBed.REGION, 0.075, 0),
                discovered);
        types.refresh();
        return types;
    }
}
