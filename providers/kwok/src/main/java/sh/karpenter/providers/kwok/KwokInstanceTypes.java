package sh.karpenter.providers.kwok;

import static sh.karpenter.core.model.label.Requirement.doesNotExist;
import static sh.karpenter.core.model.label.Requirement.in;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// The machines that can be simulated.
///
/// The built-in list has 144: 1 to 256 CPUs, times 2 (`c`), 4 (`s`) or 8 (`m`) GiB per CPU, times linux and
/// windows, times amd64 and arm64, each as spot and on demand in `test-zone-a` to `-d`. A CPU costs 0.025 per
/// hour, 10^9 bytes of memory 0.001; spot is 30 % off.
final class KwokInstanceTypes {
    private static final List<Integer> CPUS = List.of(1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256);
    private static final List<String> ZONES = List.of("test-zone-a", "test-zone-b", "test-zone-c", "test-zone-d");
    private static final List<Family> FAMILIES = List.of(new Family("c", 2), new Family("s", 4), new Family("m", 8));
    private static final double SPOT_SHARE = 0.7;
    private static final int MOST_PODS = 1024;
    private static final long GIB = 1L << 30;
    private static final Pattern AWS_STYLE =
            Pattern.compile("^\\w+\\.(nano|micro|small|medium|large|\\d*xlarge|metal)$");
    private static final Resources OVERHEAD = new Resources(new TreeMap<>())
            .with(ResourceNames.CPU, 100 * Resources.MILLICORE)
            .with(ResourceNames.MEMORY, 10L << 20);

    private KwokInstanceTypes() {}

    private record Family(String name, int memoryPerCpu) {}

    /// The built-in list, in order of name.
    static List<InstanceType> builtIn() {
        var types = new ArrayList<InstanceType>();
        for (int cpu : CPUS) {
            for (Family family : FAMILIES) {
                for (String system : List.of("linux", "windows")) {
                    for (String arch : List.of("amd64", "arm64")) {
                        types.add(builtIn(cpu, family, system, arch));
                    }
                }
            }
        }
        types.sort(Comparator.comparing(InstanceType::name));
        return List.copyOf(types);
    }

    /// A type with what follows from its parts: labels, the zones and capacity types of its offerings, overhead.
    static InstanceType of(
            String name, String arch, Collection<String> systems, Resources capacity, List<Offering> offerings) {
        var zones = new TreeSet<String>();
        var capacityTypes = new TreeSet<String>();
        for (Offering offering : offerings) {
            zones.add(offering.zone());
            capacityTypes.add(offering.capacityType());
        }
        Requirements requirements = Requirements.of(
                in(LabelKeys.INSTANCE_TYPE, name),
                in(LabelKeys.ARCH, arch),
                Requirement.of(LabelKeys.OS, ValueSet.only(systems)),
                Requirement.of(LabelKeys.ZONE, ValueSet.only(zones)),
                Requirement.of(LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityTypes)),
                doesNotExist(LabelKeys.REGION),
                doesNotExist(LabelKeys.WINDOWS_BUILD),
                in(KwokLabels.SIZE, size(name, capacity)),
                in(KwokLabels.FAMILY, family(name)),
                in(KwokLabels.CPU, text(capacity, ResourceNames.CPU)),
                in(KwokLabels.MEMORY, text(capacity, ResourceNames.MEMORY)));
        return new InstanceType(name, requirements, offerings, capacity, OVERHEAD, new TreeMap<>());
    }

    private static InstanceType builtIn(int cpu, Family family, String system, String arch) {
        long memory = (long) cpu * family.memoryPerCpu() * GIB;
        Resources capacity = new Resources(new TreeMap<>())
                .with(ResourceNames.CPU, cpu * Resources.CORE)
                .with(ResourceNames.MEMORY, memory)
                .with(ResourceNames.PODS, Math.min(16 * cpu, MOST_PODS))
                .with(ResourceNames.EPHEMERAL_STORAGE, 20 * GIB);
        double price = 0.025 * cpu + 0.001 * (memory / 1e9);
        var offerings = new ArrayList<Offering>();
        for (String zone : ZONES) {
            offerings.add(offering(zone, LabelKeys.SPOT, price * SPOT_SHARE));
            offerings.add(offering(zone, LabelKeys.ON_DEMAND, price));
        }
        String name = family.name() + "-" + cpu + "x-" + arch + "-" + system;
        return of(name, arch, List.of(system), capacity, offerings);
    }

    private static Offering offering(String zone, String capacityType, double price) {
        return Offering.of(
                Requirements.of(in(LabelKeys.ZONE, zone), in(LabelKeys.CAPACITY_TYPE, capacityType)), price, true);
    }

    /// The last part of a name in AWS style (`m5.large`), else the number of CPUs.
    private static String size(String name, Resources capacity) {
        Matcher awsStyle = AWS_STYLE.matcher(name);
        return awsStyle.matches() ? awsStyle.group(1) : text(capacity, ResourceNames.CPU);
    }

    /// The name up to its first `.` or `-`, else its first character.
    private static String family(String name) {
        for (int i = 1; i < name.length(); i++) {
            if (name.charAt(i) == '.' || name.charAt(i) == '-') {
                return name.substring(0, i);
            }
        }
        return name.substring(0, 1);
    }

    private static String text(Resources capacity, String name) {
        return Quantity.format(name, capacity.get(name));
    }
}
