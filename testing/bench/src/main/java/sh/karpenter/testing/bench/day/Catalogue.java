package sh.karpenter.testing.bench.day;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;

/// The machines of the simulated day: three families (2, 4 and 8 GiB per CPU) of 2 to 16 CPUs in three zones,
/// on demand, at prices like those of a large cloud: 0.0425, 0.048 and 0.063 per CPU and hour.
final class Catalogue {
    private static final List<String> ZONES = List.of("zone-a", "zone-b", "zone-c");
    private static final int[] CPUS = {2, 4, 8, 16};
    private static final long GIBIBYTE = 1L << 30;

    private Catalogue() {}

    /// A cluster without nodes and with one pool: consolidation after five quiet minutes, budget of 10 %.
    static DisruptionRound empty(DisruptionOptions options) {
        var types = new ArrayList<InstanceType>();
        for (int cpus : CPUS) {
            types.add(type("compute-" + cpus, cpus, 2, 0.0425));
            types.add(type("general-" + cpus, cpus, 4, 0.048));
            types.add(type("memory-" + cpus, cpus, 8, 0.063));
        }
        types.sort(Comparator.comparing(InstanceType::name));
        NodePool pool = new NodePool(
                "default",
                "uid-default",
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                new NodeClassRef("karpenter.test.sh", "TestNodeClass", "default"),
                null,
                null,
                Resources.none(),
                new DisruptionPolicy(
                        DisruptionPolicy.ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED,
                        Duration.ofMinutes(5),
                        List.of(new DisruptionPolicy.Budget("10%", null, null, null))),
                null,
                true,
                false,
                "",
                "");
        var cluster = new ClusterSnapshot(
                0,
                List.of(),
                List.of(),
                List.of(pool),
                List.of(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        return new DisruptionRound(
                cluster,
                List.of(new PoolCatalogue(pool, types, 1)),
                Collections.emptySortedSet(),
                LabelVocabulary.core(),
                SchedulingOptions.defaults(),
                options,
                SimulatedDay.MIDNIGHT);
    }

    private static InstanceType type(String name, long cpus, long gibibytesPerCpu, double pricePerCpu) {
        var capacity = Resources.none()
                .with(ResourceNames.CPU, cpus * Resources.CORE)
                .with(ResourceNames.MEMORY, cpus * gibibytesPerCpu * GIBIBYTE)
                .with(ResourceNames.PODS, 58);
        var overhead =
                Resources.none().with(ResourceNames.CPU, Resources.CORE / 10).with(ResourceNames.MEMORY, GIBIBYTE / 2);
        var offerings = new ArrayList<Offering>();
        for (String zone : ZONES) {
            offerings.add(Offering.of(
                    Requirements.of(
                            Requirement.in(LabelKeys.ZONE, zone),
                            Requirement.in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)),
                    cpus * pricePerCpu,
                    true));
        }
        var requirements = Requirements.of(
                Requirement.in(LabelKeys.INSTANCE_TYPE, name),
                Requirement.in(LabelKeys.ARCH, "amd64"),
                Requirement.in(LabelKeys.OS, "linux"),
                Requirement.of(LabelKeys.ZONE, ValueSet.only(ZONES)),
                Requirement.in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND));
        return new InstanceType(name, requirements, offerings, capacity, overhead, new TreeMap<>());
    }
}
