package sh.karpenter.testing.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.UUID;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;

/// A cluster by size and seed: equal nodes of 16 CPUs in turn over three zones, ten pods on each that ask for
/// 55 % of it. Twenty nodes at a time carry one replica each of the same ten apps, so that with constraints
/// every app is spread evenly over the zones and has no two replicas on a host.
final class GeneratedCluster {
    static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final int PODS_PER_NODE = 10;
    private static final int REPLICAS = 20;
    private static final double USED = 0.55;
    private static final String TYPE = "fake-it-15";
    private static final List<String> ZONES = List.of("test-zone-1", "test-zone-2", "test-zone-3");

    private final SchedulingProblem catalogue;
    private final boolean constrained;
    private final Random random;

    private GeneratedCluster(SchedulingProblem catalogue, boolean constrained, long seed) {
        this.catalogue = catalogue;
        this.constrained = constrained;
        this.random = new Random(seed);
    }

    /// The pass over such a cluster.
    ///
    /// @param constrained whether every app has hostname anti-affinity and a zone spread of at most 1
    /// @param budget how many nodes may be disrupted at once
    static DisruptionRound round(int nodes, boolean constrained, long seed, String budget) {
        return new GeneratedCluster(BenchInputs.catalogue("fake400", budget), constrained, seed).round(nodes);
    }

    private DisruptionRound round(int count) {
        PoolCatalogue pool = catalogue.pools().getFirst();
        InstanceType type = pool.types().stream()
                .filter(known -> known.name().equals(TYPE))
                .findFirst()
                .orElseThrow();
        // Names in another order than blocks, so that the first places by name are not all of one block.
        var names = new ArrayList<String>(count);
        for (int n = 0; n < count; n++) {
            names.add(String.format("node-%05d", n));
        }
        Collections.shuffle(names, random);
        var nodes = new ArrayList<ClusterNode>(count);
        List<PodShape> apps = List.of();
        for (int n = 0; n < count; n++) {
            if (n % REPLICAS == 0) {
                apps = apps(n / REPLICAS, type);
            }
            nodes.add(node(names.get(n), ZONES.get(n % ZONES.size()), type, pool.pool(), apps));
        }
        nodes.sort(Comparator.comparing(ClusterNode::name));
        var cluster = new ClusterSnapshot(
                1,
                nodes,
                List.of(),
                List.of(pool.pool()),
                List.of(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        return new DisruptionRound(
                cluster,
                catalogue.pools(),
                Collections.emptySortedSet(),
                catalogue.labels(),
                catalogue.options(),
                DisruptionOptions.defaults(),
                NOW);
    }

    /// Ten apps whose replicas together ask for the used share of a node, in unequal parts.
    private List<PodShape> apps(int block, InstanceType type) {
        double[] parts = new double[PODS_PER_NODE];
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = 0.5 + random.nextDouble();
            sum += parts[i];
        }
        Resources room = type.allocatable();
        var result = new ArrayList<PodShape>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            double share = USED * parts[i] / sum;
            result.add(app("app-" + block + "-" + i, (long) (room.get(ResourceNames.CPU) * share), (long)
                    (room.get(ResourceNames.MEMORY) * share)));
        }
        return result;
    }

    private PodShape app(String name, long cpu, long memory) {
        var labels = new TreeMap<String, String>();
        labels.put("app", name);
        var selector = new LabelSelector(labels, List.of());
        return new PodShape(
                "default",
                labels,
                Resources.none()
                        .with(ResourceNames.CPU, cpu)
                        .with(ResourceNames.MEMORY, memory)
                        .with(ResourceNames.PODS, 1),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                constrained
                        ? List.of(new TopologySpread(1, LabelKeys.ZONE, false, selector, null, true, false, List.of()))
                        : List.of(),
                List.of(),
                List.of(),
                constrained ? List.of(new PodAffinityTerm(LabelKeys.HOSTNAME, selector, List.of(), null)) : List.of(),
                List.of(),
                List.of(),
                List.of(),
                false);
    }

    private static ClusterNode node(String name, String zone, InstanceType type, NodePool pool, List<PodShape> apps) {
        var labels = new TreeMap<String, String>();
        labels.put(LabelKeys.HOSTNAME, name);
        labels.put(LabelKeys.NODE_POOL, pool.name());
        labels.put(LabelKeys.INSTANCE_TYPE, type.name());
        labels.put(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND);
        labels.put(LabelKeys.ZONE, zone);
        labels.put(LabelKeys.ARCH, "amd64");
        labels.put(LabelKeys.OS, "linux");
        labels.put(LabelKeys.REGISTERED, "true");
        labels.put(LabelKeys.INITIALIZED, "true");
        Instant created = NOW.minus(Duration.ofDays(1));
        var node = new Node(
                name,
                "uid-" + name,
                created,
                null,
                "test://" + name,
                labels,
                new TreeMap<>(),
                List.of(),
                type.capacity(),
                type.allocatable(),
                conditions(created, "Ready"),
                new TreeMap<String, OptionalInt>());
        var claim = new NodeClaim(
                "claim-" + name,
                "uid-claim-" + name,
                created,
                null,
                labels,
                new TreeMap<>(),
                new NodeClaim.Spec(List.of(), Resources.none(), List.of(), List.of(), pool.nodeClass(), null, null),
                new NodeClaim.Status(
                        "test://" + name,
                        name,
                        "",
                        type.capacity(),
                        type.allocatable(),
                        conditions(created, "Launched", "Registered", "Initialized", "Consolidatable"),
                        created));
        var pods = new ArrayList<Pod>(apps.size());
        for (int i = 0; i < apps.size(); i++) {
            pods.add(pod(name + "-" + i, apps.get(i), name, created));
        }
        return new ClusterNode(node, claim, pods, false, null);
    }

    private static SequencedMap<String, Condition> conditions(Instant at, String... types) {
        var result = new TreeMap<String, Condition>();
        for (String type : types) {
            result.put(type, new Condition(type, "True", type, "", at, 0));
        }
        return result;
    }

    private static Pod pod(String name, PodShape shape, String node, Instant created) {
        return new Pod(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                name,
                created,
                shape,
                node,
                PodPhase.RUNNING,
                true,
                false,
                "",
                null,
                created,
                List.of(new PodOwner("apps/v1", "ReplicaSet", shape.labels().getOrDefault("app", ""), "uid", true)),
                0,
                "",
                null,
                Resources.none(),
                new TreeMap<>());
    }
}
