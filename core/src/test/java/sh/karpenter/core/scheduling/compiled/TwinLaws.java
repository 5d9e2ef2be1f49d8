package sh.karpenter.core.scheduling.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.testing.Given;

/// Compiled operations and their readable twins agree, over generated types and requirements.
class TwinLaws {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final List<String> CAPACITY_TYPES = List.of(LabelKeys.SPOT, LabelKeys.ON_DEMAND);
    private static final int ROUNDS = 300;

    private final Random random = new Random(20260202);

    private ValueSet anyOf(List<String> universe) {
        var values = new TreeSet<String>();
        for (String value : universe) {
            if (random.nextBoolean()) {
                values.add(value);
            }
        }
        return random.nextInt(3) == 0 ? new ValueSet.AllExcept(values, null, null) : new ValueSet.Only(values);
    }

    private Requirements anyRequirements() {
        var result = new ArrayList<Requirement>();
        if (random.nextBoolean()) {
            result.add(Requirement.of(LabelKeys.ZONE, anyOf(ZONES)));
        }
        if (random.nextBoolean()) {
            result.add(Requirement.of(LabelKeys.CAPACITY_TYPE, anyOf(CAPACITY_TYPES)));
        }
        if (random.nextInt(3) == 0) {
            result.add(Requirement.of(LabelKeys.INSTANCE_TYPE, anyOf(List.of("t0", "t1", "t2", "t3", "t4"))));
        }
        return Requirements.of(result.toArray(Requirement[]::new));
    }

    private InstanceType anyType(String name) {
        var offerings = new ArrayList<Offering>();
        for (String zone : ZONES) {
            for (String capacityType : CAPACITY_TYPES) {
                if (random.nextBoolean()) {
                    offerings.add(Given.offering(zone, capacityType, random.nextInt(5), random.nextInt(4) > 0));
                }
            }
        }
        var capacity = Resources.none()
                .with("cpu", random.nextInt(8))
                .with("memory", random.nextInt(8))
                .with("hugepages-2Mi", random.nextInt(3) == 0 ? 1 : 0);
        InstanceType type = Given.type(name, capacity, offerings);
        return new InstanceType(
                name,
                type.requirements(),
                type.offerings(),
                capacity,
                Resources.none().with("cpu", random.nextInt(3)),
                new TreeMap<>());
    }

    @Test
    void theTableKeepsTheTypesThatTheReadableRulesKeep() {
        for (int round = 0; round < ROUNDS; round++) {
            var types = new ArrayList<InstanceType>();
            for (int i = 0; i < 5; i++) {
                types.add(anyType("t" + i));
            }
            var names = new TreeSet<String>(List.of("cpu", "memory", "hugepages-2Mi"));
            var axes = new ResourceAxes(names);
            var requirements = new RequirementTable(LabelVocabulary.core().wellKnown());
            var table = new InstanceTypeTable(types, requirements, axes);
            for (int i = 0; i < 10; i++) {
                Requirements wanted = anyRequirements();
                Resources total =
                        Resources.none().with("cpu", random.nextInt(5)).with("memory", random.nextInt(5));
                long[] rows = table.candidates(requirements.intern(wanted)).clone();
                table.keepFitting(rows, axes.compile(total));
                for (int t = 0; t < types.size(); t++) {
                    InstanceType type = types.get(t);
                    boolean expected = wanted.intersects(type.requirements())
                            && total.fitsIn(type.allocatable())
                            && type.offerings().stream()
                                    .anyMatch(offering -> offering.available()
                                            && wanted.compatible(
                                                    offering.requirements(),
                                                    LabelVocabulary.core().wellKnown()));
                    assertThat(Bits.has(rows, t))
                            .as("%s for %s, %s", type, wanted, total)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aColumnAnswersAsTheLabelsWould() {
        for (int round = 0; round < ROUNDS; round++) {
            var labels = new ArrayList<TreeMap<String, String>>();
            var hostnames = new ArrayList<String>();
            for (int n = 0; n < 6; n++) {
                var ofNode = new TreeMap<String, String>();
                ofNode.put(LabelKeys.HOSTNAME, "n" + n);
                if (random.nextBoolean()) {
                    ofNode.put(LabelKeys.ZONE, ZONES.get(random.nextInt(3)));
                }
                if (random.nextBoolean()) {
                    ofNode.put(LabelKeys.CAPACITY_TYPE, CAPACITY_TYPES.get(random.nextInt(2)));
                }
                labels.add(ofNode);
                hostnames.add("n" + n);
            }
            var requirements = new RequirementTable(LabelVocabulary.core().wellKnown());
            var columns = new NodeColumns(labels, hostnames, requirements);
            Requirements wanted = anyRequirements();
            for (int n = 0; n < labels.size(); n++) {
                assertThat(columns.predicate(requirements.intern(wanted)).test(n))
                        .as("%s for %s", labels.get(n), wanted)
                        .isEqualTo(Requirements.ofLabels(labels.get(n)).compatible(wanted, new TreeSet<>()));
            }
        }
    }

    @Test
    void rememberedAnswersAreThoseOfTheAlgebra() {
        var table = new RequirementTable(LabelVocabulary.core().wellKnown());
        for (int round = 0; round < ROUNDS * 10; round++) {
            Requirements a = anyRequirements();
            Requirements b = anyRequirements();
            int first = table.intern(a);
            int second = table.intern(b);
            assertThat(table.get(table.and(first, second))).isEqualTo(a.and(b));
            assertThat(table.compatible(first, second))
                    .isEqualTo(a.compatible(b, LabelVocabulary.core().wellKnown()));
            assertThat(table.strictlyCompatible(first, second)).isEqualTo(a.compatible(b, new TreeSet<>()));
        }
    }
}
