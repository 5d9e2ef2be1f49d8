package sh.karpenter.core.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.DisruptionPolicy;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.PersistentVolume;
import sh.karpenter.core.model.workload.PersistentVolumeClaim;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.StorageClass;
import sh.karpenter.core.model.workload.WorkloadSelector;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;

/// Builds a scheduling problem and solves it: `given().pool("default").pods(pods(3, pod("web").cpu("1"))).solve()`.
///
/// Unless said otherwise there are the instance types of [#standardTypes]: `small` (2 CPU, 8Gi), `medium` (4,
/// 16Gi), `large` (8, 32Gi) and `huge` (32, 128Gi), each in zones a, b, c, spot and on-demand, at 0.05 per CPU
/// on demand and 0.02 spot.
public final class Given {
    /// The moment of every problem.
    public static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<NodePool> pools = new ArrayList<>();
    private final List<DaemonSet> daemonSets = new ArrayList<>();
    private final TreeMap<String, PersistentVolume> volumes = new TreeMap<>();
    private final TreeMap<String, PersistentVolumeClaim> claims = new TreeMap<>();
    private final TreeMap<String, StorageClass> storageClasses = new TreeMap<>();
    private final List<WorkloadSelector> selectors = new ArrayList<>();
    private List<InstanceType> types = standardTypes();
    private SchedulingOptions options = SchedulingOptions.defaults();
    private LabelVocabulary labels = LabelVocabulary.core();

    private Given() {}

    /// An empty cluster without pools.
    public static Given given() {
        return new Given();
    }

    /// The instance types used unless said otherwise.
    public static List<InstanceType> standardTypes() {
        return List.of(
                type("huge", "32", "128Gi"),
                type("large", "8", "32Gi"),
                type("medium", "4", "16Gi"),
                type("small", "2", "8Gi"));
    }

    /// A type with 110 pods in zones a, b, c, spot and on-demand, at 0.05 per CPU on demand and 0.02 spot.
    public static InstanceType type(String name, String cpu, String memory) {
        var capacity = Resources.none()
                .with(ResourceNames.CPU, Quantity.parse("cpu", cpu))
                .with(ResourceNames.MEMORY, Quantity.parse("memory", memory))
                .with(ResourceNames.PODS, 110);
        double cores = (double) capacity.get("cpu") / Resources.CORE;
        var offerings = new ArrayList<Offering>();
        for (String zone : List.of("a", "b", "c")) {
            offerings.add(offering(zone, LabelKeys.ON_DEMAND, cores * 0.05, true));
            offerings.add(offering(zone, LabelKeys.SPOT, cores * 0.02, true));
        }
        return type(name, capacity, offerings);
    }

    /// A type of amd64 and linux with these offerings.
    public static InstanceType type(String name, Resources capacity, List<Offering> offerings) {
        var zones = new TreeSet<String>();
        var capacityTypes = new TreeSet<String>();
        for (Offering offering : offerings) {
            zones.add(offering.zone());
            capacityTypes.add(offering.capacityType());
        }
        var requirements = Requirements.of(
                Requirement.in(LabelKeys.INSTANCE_TYPE, name),
                Requirement.in(LabelKeys.ARCH, "amd64"),
                Requirement.in(LabelKeys.OS, "linux"),
                Requirement.of(LabelKeys.ZONE, ValueSet.only(zones)),
                Requirement.of(LabelKeys.CAPACITY_TYPE, ValueSet.only(capacityTypes)));
        return new InstanceType(name, requirements, offerings, capacity, Resources.none(), new TreeMap<>());
    }

    /// An offering.
    public static Offering offering(String zone, String capacityType, double price, boolean available) {
        return Offering.of(
                Requirements.of(
                        Requirement.in(LabelKeys.ZONE, zone), Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType)),
                price,
                available);
    }

    /// These instance types instead of the standard ones.
    public Given types(InstanceType... values) {
        types = List.of(values);
        return this;
    }

    /// A pool without demands.
    public Given pool(String name, LabelExpression... requirements) {
        return pool(name, 0, List.of(), Resources.none(), requirements);
    }

    /// A pool.
    public Given pool(String name, int weight, List<Taint> taints, Resources limits, LabelExpression... requirements) {
        pools.add(new NodePool(
                name,
                "uid-" + name,
                weight,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(requirements),
                taints,
                List.of(),
                new NodeClassRef("karpenter.test.sh", "TestNodeClass", "default"),
                null,
                null,
                limits,
                new DisruptionPolicy(
                        DisruptionPolicy.ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED, Duration.ZERO, List.of()),
                null,
                true,
                false,
                "",
                ""));
        return this;
    }

    /// Any pool.
    public Given pool(NodePool pool) {
        pools.add(pool);
        return this;
    }

    /// A pool that taints its nodes while they start.
    public Given poolWithStartupTaints(String name, Taint... startupTaints) {
        pool(name);
        NodePool made = pools.removeLast();
        pools.add(new NodePool(
                made.name(),
                made.uid(),
                made.weight(),
                made.labels(),
                made.annotations(),
                made.requirements(),
                made.taints(),
                List.of(startupTaints),
                made.nodeClass(),
                made.expireAfter(),
                made.terminationGracePeriod(),
                made.limits(),
                made.disruption(),
                made.replicas(),
                made.ready(),
                made.deleting(),
                made.hash(),
                made.hashVersion()));
        return this;
    }

    /// A machine of a pool.
    public Given node(ClusterNode machine) {
        nodes.add(machine);
        return this;
    }

    /// A node that is not of any pool, in a zone, with the pods that run on it.
    public Given node(String name, String zone, String cpu, String memory, Pod... running) {
        var labels = new TreeMap<String, String>();
        labels.put(LabelKeys.HOSTNAME, name);
        labels.put(LabelKeys.ZONE, zone);
        return node(name, labels, List.of(), cpu, memory, running);
    }

    /// A node that is not of any pool.
    public Given node(
            String name,
            SequencedMap<String, String> labels,
            List<Taint> taints,
            String cpu,
            String memory,
            Pod... running) {
        var capacity = Resources.none()
                .with(ResourceNames.CPU, Quantity.parse("cpu", cpu))
                .with(ResourceNames.MEMORY, Quantity.parse("memory", memory))
                .with(ResourceNames.PODS, 110);
        var node = new Node(
                name,
                "uid-" + name,
                NOW,
                null,
                "test://" + name,
                labels,
                new TreeMap<>(),
                taints,
                capacity,
                capacity,
                new TreeMap<>(),
                new TreeMap<String, OptionalInt>());
        nodes.add(new ClusterNode(node, null, List.of(running), false, null));
        return this;
    }

    /// A DaemonSet.
    public Given daemonSet(String name, PodShape shape) {
        daemonSets.add(new DaemonSet(shape.namespace(), name, "uid-" + name, shape));
        return this;
    }

    /// A persistent volume, its claim bound to it.
    public Given volume(String claim, PersistentVolume volume) {
        volumes.put(volume.name(), volume);
        claims.put(
                "default/" + claim,
                new PersistentVolumeClaim("default", claim, false, false, volume.name(), true, null));
        return this;
    }

    /// An unbound claim of a class.
    public Given claim(String claim, StorageClass storageClass) {
        storageClasses.put(storageClass.name(), storageClass);
        claims.put(
                "default/" + claim,
                new PersistentVolumeClaim("default", claim, false, false, "", false, storageClass.name()));
        return this;
    }

    /// A service or workload controller in the default namespace that selects pods.
    public Given selector(WorkloadSelector.Kind kind, String name, LabelSelector selector) {
        selectors.add(new WorkloadSelector(kind, "default", name, selector));
        return this;
    }

    /// Pods to place.
    public Given pods(List<Pod> values) {
        pods.addAll(values);
        return this;
    }

    /// Pods to place.
    public Given pods(Pod... values) {
        pods.addAll(List.of(values));
        return this;
    }

    /// Settings.
    public Given options(SchedulingOptions value) {
        options = value;
        return this;
    }

    /// The labels of a provider that sells reservations of capacity, instead of those of the core alone.
    ///
    /// @param reservationId the label that names a reservation
    public Given reservations(String reservationId) {
        LabelVocabulary core = LabelVocabulary.core();
        var wellKnown = new TreeSet<>(core.wellKnown());
        wellKnown.add(reservationId);
        var ofOfferings = new TreeSet<>(core.wellKnownOffering());
        ofOfferings.add(reservationId);
        var ofReservations = new TreeSet<String>();
        ofReservations.add(reservationId);
        labels = new LabelVocabulary(
                wellKnown,
                ofOfferings,
                core.restrictedDomains(),
                core.restrictedLabels(),
                core.aliases(),
                core.valueAliases(),
                reservationId,
                ofReservations);
        return this;
    }

    /// The problem.
    public SchedulingProblem problem() {
        var catalogues = new ArrayList<PoolCatalogue>();
        for (NodePool pool : pools) {
            catalogues.add(new PoolCatalogue(pool, types, 1));
        }
        var cluster = new ClusterSnapshot(
                1,
                nodes,
                pods,
                pools,
                daemonSets,
                List.of(),
                new TreeMap<>(),
                volumes,
                claims,
                storageClasses,
                selectors);
        return new SchedulingProblem(cluster, pods, new TreeSet<>(), catalogues, labels, options, NOW);
    }

    /// What is decided.
    public SchedulingResult solve() {
        return Scheduler.solve(problem(), Deadline.none());
    }
}
