package sh.karpenter.testing.testkit.cloud;

import static sh.karpenter.core.model.label.Requirement.doesNotExist;
import static sh.karpenter.core.model.label.Requirement.in;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// Instance types with round numbers, and the lists of them that tests share.
///
/// A type has 4 CPUs, 4 GiB and room for 5 pods, in amd64, for linux, windows and darwin, and is offered as
/// spot in `test-zone-1` and `-2` and on demand in `-1` to `-3`, all at one price: 0.1 per CPU, 0.1 per 10^9
/// bytes of memory and 1 per kind of GPU.
public final class FakeInstanceTypes {
    /// The label of a reservation's id.
    public static final String RESERVATION_ID = "karpenter.test.sh/reservation-id";

    /// `large` for types with more than 4 CPUs and more than 8 GiB, else `small`.
    public static final String SIZE = "size";

    /// `optional` on large types; small ones do not have the label.
    public static final String SPECIAL = "special";

    /// The number of CPUs.
    public static final String INTEGER = "integer";

    /// One kind of GPU.
    public static final String GPU_VENDOR_A = "fake.com/vendor-a";

    /// Another kind of GPU.
    public static final String GPU_VENDOR_B = "fake.com/vendor-b";

    private static final Resources OVERHEAD = resources("cpu", "100m", "memory", "10Mi");

    private FakeInstanceTypes() {}

    /// The core's vocabulary and the labels of these types.
    public static LabelVocabulary labels() {
        LabelVocabulary core = LabelVocabulary.core();
        var wellKnown = new TreeSet<>(core.wellKnown());
        wellKnown.addAll(List.of(SIZE, SPECIAL, INTEGER, RESERVATION_ID));
        var offering = new TreeSet<>(core.wellKnownOffering());
        offering.add(RESERVATION_ID);
        return new LabelVocabulary(
                wellKnown,
                offering,
                core.restrictedDomains(),
                core.restrictedLabels(),
                core.aliases(),
                core.valueAliases(),
                RESERVATION_ID,
                new TreeSet<>(List.of(RESERVATION_ID)));
    }

    /// A type of the given size at its usual offerings.
    public static InstanceType instanceType(String name, String cpu, String memory, int pods) {
        return instanceType(
                name,
                resources("cpu", cpu, "memory", memory, "pods", Integer.toString(pods)),
                "amd64",
                "linux",
                "windows",
                "darwin");
    }

    /// A type at its usual offerings.
    ///
    /// @param capacity at least `cpu` and `memory`
    /// @param arch its architecture
    /// @param systems the operating systems it can run
    public static InstanceType instanceType(String name, Resources capacity, String arch, String... systems) {
        return instanceType(name, capacity, arch, List.of(systems), usualOfferings(price(capacity)));
    }

    /// A type with offerings of its own; zones and capacity types are the unions over the available ones.
    public static InstanceType instanceType(
            String name, Resources capacity, String arch, List<String> systems, List<Offering> offerings) {
        var zones = new TreeSet<String>();
        var capacityTypes = new TreeSet<String>();
        for (Offering offering : offerings) {
            if (offering.available()) {
                zones.add(offering.zone());
                capacityTypes.add(offering.capacityType());
            }
        }
        long cpus = capacity.get(ResourceNames.CPU) / Resources.CORE;
        boolean large = cpus > 4 && capacity.get(ResourceNames.MEMORY) > 8L << 30;
        Requirements requirements = Requirements.of(
                in(LabelKeys.INSTANCE_TYPE, name),
                in(LabelKeys.ARCH, arch),
                Requirement.of(LabelKeys.OS, ValueSet.only(systems)),
                Requirement.of(LabelKeys.ZONE, ValueSet.only(zones)),
                Requirement.of(LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityTypes)),
                in(SIZE, large ? "large" : "small"),
                large ? in(SPECIAL, "optional") : doesNotExist(SPECIAL),
                in(INTEGER, Long.toString(cpus)));
        return new InstanceType(name, requirements, offerings, capacity, OVERHEAD, new TreeMap<>());
    }

    /// An offering without reservation.
    public static Offering offering(String zone, String capacityType, double price) {
        return Offering.of(
                Requirements.of(
                        in(LabelKeys.ZONE, zone),
                        in(LabelKeys.CAPACITY_TYPE, capacityType),
                        doesNotExist(RESERVATION_ID)),
                price,
                true);
    }

    /// An offering of a reservation.
    ///
    /// @param left how many instances the reservation still has
    public static Offering reserved(String zone, String reservation, int left, double price) {
        return new Offering(
                Requirements.of(
                        in(LabelKeys.ZONE, zone),
                        in(LabelKeys.CAPACITY_TYPE, LabelKeys.RESERVED),
                        in(RESERVATION_ID, reservation)),
                price,
                true,
                left,
                null,
                null);
    }

    /// A mixed list of six: default, small, two GPU vendors, arm, single pod.
    public static List<InstanceType> standard() {
        return List.of(
                instanceType(
                        "arm-instance-type",
                        resources("cpu", "16", "memory", "128Gi", "pods", "5"),
                        "arm64",
                        "linux",
                        "windows",
                        "darwin",
                        "ios"),
                instanceType("default-instance-type", "4", "4Gi", 5),
                instanceType(
                        "gpu-vendor-b-instance-type",
                        resources("cpu", "4", "memory", "4Gi", "pods", "5", GPU_VENDOR_B, "2"),
                        "amd64",
                        "linux",
                        "windows",
                        "darwin"),
                instanceType(
                        "gpu-vendor-instance-type",
                        resources("cpu", "4", "memory", "4Gi", "pods", "5", GPU_VENDOR_A, "2"),
                        "amd64",
                        "linux",
                        "windows",
                        "darwin"),
                instanceType("single-pod-instance-type", "4", "4Gi", 1),
                instanceType("small-instance-type", "2", "2Gi", 5));
    }

    /// `fake-it-0` and on: each one CPU, two GiB and ten pods bigger than the one before.
    public static List<InstanceType> growing(int count) {
        var types = new ArrayList<InstanceType>();
        for (int i = 0; i < count; i++) {
            int size = i + 1;
            types.add(instanceType("fake-it-" + i, Integer.toString(size), 2 * size + "Gi", 10 * size));
        }
        return List.copyOf(types);
    }

    /// What a type of that capacity costs per hour.
    public static double price(Resources capacity) {
        double price =
                0.1 * capacity.get(ResourceNames.CPU) / Resources.CORE + 0.1 * capacity.get(ResourceNames.MEMORY) / 1e9;
        for (String gpu : List.of(GPU_VENDOR_A, GPU_VENDOR_B)) {
            price += capacity.get(gpu) > 0 ? 1 : 0;
        }
        return price;
    }

    /// Amounts from pairs of name and quantity: `resources("cpu", "500m", "memory", "1Gi")`.
    public static Resources resources(String... namesAndQuantities) {
        var amounts = new TreeMap<String, Long>();
        for (int i = 0; i < namesAndQuantities.length; i += 2) {
            String name = namesAndQuantities[i];
            amounts.put(name, Quantity.parse(name, namesAndQuantities[i + 1]));
        }
        return new Resources(amounts);
    }

    private static List<Offering> usualOfferings(double price) {
        return List.of(
                offering("test-zone-1", LabelKeys.SPOT, price),
                offering("test-zone-2", LabelKeys.SPOT, price),
                offering("test-zone-1", LabelKeys.ON_DEMAND, price),
                offering("test-zone-2", LabelKeys.ON_DEMAND, price),
                offering("test-zone-3", LabelKeys.ON_DEMAND, price));
    }
}
