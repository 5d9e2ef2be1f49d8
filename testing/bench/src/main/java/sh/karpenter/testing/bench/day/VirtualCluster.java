package sh.karpenter.testing.bench.day;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.solve.Scheduler;

/// A cluster in which everything that is decided happens at once: machines are ready when they are launched, at
/// the cheapest offering that was asked for, and pods run where the decision put them. Names of new machines
/// sort behind those that were there.
public final class VirtualCluster {
    private final DisruptionRound given;
    private final TreeMap<String, ClusterNode> nodes = new TreeMap<>();
    private final TreeMap<String, Pod> pending = new TreeMap<>();
    private final LinkedHashMap<String, String> nodeOfPod = new LinkedHashMap<>();
    private final String prefix;
    private int launched;
    private long generation;

    /// A cluster that begins as a round has it. Of the round it keeps pools, catalogues and settings.
    public VirtualCluster(DisruptionRound given) {
        this.given = given;
        for (ClusterNode node : given.cluster().nodes()) {
            nodes.put(node.name(), node);
            node.pods().forEach(pod -> nodeOfPod.put(pod.uid(), node.name()));
        }
        given.cluster().pendingPods().forEach(pod -> pending.put(pod.uid(), pod));
        String behindAll = "~";
        while (!nodes.isEmpty() && nodes.lastKey().startsWith(behindAll)) {
            behindAll += "~";
        }
        prefix = behindAll;
    }

    /// Changes with everything that happens.
    public long generation() {
        return generation;
    }

    /// The nodes.
    public List<ClusterNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /// Pods without a place.
    public int pendingPods() {
        return pending.size();
    }

    /// Pods that run.
    public int runningPods() {
        return nodeOfPod.size();
    }

    /// A pod comes.
    public void arrive(Pod pod) {
        generation++;
        pending.put(pod.uid(), pod);
    }

    /// A pod goes, wherever it is.
    public void depart(String uid, Instant now) {
        generation++;
        pending.remove(uid);
        String name = nodeOfPod.remove(uid);
        if (name != null) {
            ClusterNode node = Objects.requireNonNull(nodes.get(name));
            var pods = new ArrayList<>(node.pods());
            pods.removeIf(pod -> pod.uid().equals(uid));
            nodes.put(name, touched(node, pods, now));
        }
    }

    /// A pass over the cluster as it is.
    public DisruptionRound round(Instant now, DisruptionOptions options) {
        return new DisruptionRound(
                snapshot(now),
                given.pools(),
                Collections.emptySortedSet(),
                given.labels(),
                given.scheduling(),
                options,
                now);
    }

    private ClusterSnapshot snapshot(Instant now) {
        nodes.replaceAll((_, node) -> quiet(node, now));
        ClusterSnapshot before = given.cluster();
        return new ClusterSnapshot(
                generation,
                List.copyOf(nodes.values()),
                List.copyOf(pending.values()),
                before.nodePools(),
                before.daemonSets(),
                before.podDisruptionBudgets(),
                before.namespaces(),
                before.volumes(),
                before.volumeClaims(),
                before.storageClasses());
    }

    /// Launches machines for the pods that have no place.
    public void provision(Instant now) {
        if (pending.isEmpty()) {
            return;
        }
        generation++;
        var problem = new SchedulingProblem(
                snapshot(now),
                List.copyOf(pending.values()),
                new TreeSet<>(),
                given.pools(),
                given.labels(),
                given.scheduling(),
                now);
        SchedulingResult result = Scheduler.solve(problem, Deadline.none());
        result.existing().forEach((node, pods) -> move(pods, node, now));
        result.newNodeClaims().forEach(claim -> launch(claim, now));
    }

    /// Carries out a command: machines launched, pods moved, nodes gone.
    ///
    /// @return names of the claims that were created
    public List<String> carryOut(DisruptionCommand command, Instant now) {
        generation++;
        var created = new ArrayList<String>();
        for (ProposedNodeClaim replacement : command.replacements()) {
            created.add(launch(replacement, now));
        }
        command.placements().forEach((node, pods) -> move(pods, node, now));
        for (Candidate candidate : command.candidates()) {
            ClusterNode gone = nodes.remove(candidate.name());
            if (gone != null) {
                gone.pods().forEach(pod -> nodeOfPod.remove(pod.uid(), candidate.name()));
            }
        }
        return created;
    }

    /// What all nodes cost per hour.
    public double pricePerHour() {
        double sum = 0;
        for (ClusterNode node : nodes.values()) {
            sum += price(node);
        }
        return sum;
    }

    /// What a node costs per hour, 0 when not known.
    private double price(ClusterNode node) {
        PoolCatalogue catalogue = given.catalogue(node.nodePool());
        if (catalogue != null) {
            String type = node.labels().getOrDefault(LabelKeys.INSTANCE_TYPE, "");
            for (InstanceType known : catalogue.types()) {
                if (known.name().equals(type)) {
                    for (Offering offering : known.offerings()) {
                        if (offering.zone().equals(node.labels().get(LabelKeys.ZONE))
                                && offering.capacityType().equals(node.labels().get(LabelKeys.CAPACITY_TYPE))) {
                            return offering.pricePerHour();
                        }
                    }
                }
            }
        }
        return 0;
    }

    private void move(List<Pod> pods, String to, Instant now) {
        for (Pod pod : pods) {
            String from = nodeOfPod.get(pod.uid());
            if (from != null) {
                ClusterNode node = Objects.requireNonNull(nodes.get(from));
                nodes.put(from, touched(node, without(node.pods(), pod), now));
            }
            pending.remove(pod.uid());
            nodeOfPod.put(pod.uid(), to);
        }
        ClusterNode target = Objects.requireNonNull(nodes.get(to), to);
        var all = new ArrayList<>(target.pods());
        pods.forEach(pod -> all.add(pod.runningOn(to, now)));
        all.sort(Comparator.comparing(Pod::namespace).thenComparing(Pod::name));
        nodes.put(to, touched(target, all, now));
    }

    private static List<Pod> without(List<Pod> pods, Pod gone) {
        return pods.stream().filter(pod -> !pod.uid().equals(gone.uid())).toList();
    }

    /// Launches a machine at the cheapest offering of the types asked for, and puts its pods on it.
    private String launch(ProposedNodeClaim wanted, Instant now) {
        InstanceType type = null;
        Offering offering = null;
        for (InstanceType candidate : wanted.types()) {
            for (Offering possible : candidate.offerings()) {
                if (possible.launchable()
                        && wanted.requirements()
                                .compatible(
                                        possible.requirements(), given.labels().wellKnown())
                        && (offering == null || possible.pricePerHour() < offering.pricePerHour())) {
                    type = candidate;
                    offering = possible;
                }
            }
        }
        if (type == null || offering == null) {
            throw new IllegalStateException("nothing can be launched for " + wanted);
        }
        String name = prefix + String.format(Locale.ROOT, "launched-%06d", ++launched);
        nodes.put(name, machine(name, wanted, type, offering, now));
        move(wanted.pods(), name, now);
        return "claim-" + name;
    }

    private static ClusterNode machine(
            String name, ProposedNodeClaim wanted, InstanceType type, Offering offering, Instant now) {
        var labels = new TreeMap<String, String>(wanted.pool().labels());
        for (var requirements : List.of(type.requirements(), wanted.requirements(), offering.requirements())) {
            requirements.byKey().forEach((key, requirement) -> {
                if (requirement.values() instanceof ValueSet.Only only
                        && only.values().size() == 1) {
                    labels.put(key, only.values().first());
                }
            });
        }
        labels.put(LabelKeys.HOSTNAME, name);
        labels.put(LabelKeys.NODE_POOL, wanted.pool().name());
        labels.put(LabelKeys.REGISTERED, "true");
        labels.put(LabelKeys.INITIALIZED, "true");
        var node = new Node(
                name,
                "uid-" + name,
                now,
                null,
                "test://" + name,
                labels,
                new TreeMap<>(),
                wanted.pool().taints(),
                type.capacity(),
                type.allocatable(offering),
                conditions(now, "Ready"),
                new TreeMap<>());
        var claim = new NodeClaim(
                "claim-" + name,
                "uid-claim-" + name,
                now,
                null,
                labels,
                new TreeMap<>(),
                new NodeClaim.Spec(
                        List.of(),
                        Resources.none(),
                        wanted.pool().taints(),
                        List.of(),
                        wanted.pool().nodeClass(),
                        wanted.pool().expireAfter(),
                        null),
                new NodeClaim.Status(
                        "test://" + name,
                        name,
                        "",
                        type.capacity(),
                        type.allocatable(offering),
                        conditions(now, "Launched", "Registered", "Initialized"),
                        now));
        return new ClusterNode(node, claim, List.of(), false, null);
    }

    private static SequencedMap<String, Condition> conditions(Instant at, String... types) {
        var result = new TreeMap<String, Condition>();
        for (String type : types) {
            result.put(type, new Condition(type, "True", type, "", at, 0));
        }
        return result;
    }

    /// The node with other pods; it has to be quiet again before consolidation looks at it.
    private static ClusterNode touched(ClusterNode node, List<Pod> pods, Instant now) {
        return new ClusterNode(node.node(), condition(node.claim(), false, now), pods, node.markedForDeletion(), null);
    }

    private ClusterNode quiet(ClusterNode node, Instant now) {
        NodeClaim claim = node.claim();
        PoolCatalogue catalogue = given.catalogue(node.nodePool());
        if (claim == null || catalogue == null || claim.is("Consolidatable")) {
            return node;
        }
        Duration after = catalogue.pool().disruption().consolidateAfter();
        Condition initialized = claim.status().conditions().get("Initialized");
        Instant event = claim.status().lastPodEvent();
        Instant since = event == null && initialized != null ? initialized.lastTransition() : event;
        if (after == null || since == null || now.isBefore(since.plus(after))) {
            return node;
        }
        return new ClusterNode(node.node(), condition(claim, true, since), node.pods(), node.markedForDeletion(), null);
    }

    private static @Nullable NodeClaim condition(@Nullable NodeClaim claim, boolean consolidatable, Instant event) {
        if (claim == null) {
            return null;
        }
        var conditions = new TreeMap<>(claim.status().conditions());
        conditions.remove("Consolidatable");
        if (consolidatable) {
            conditions.putAll(conditions(event, "Consolidatable"));
        }
        return claim.with(claim.status().with(conditions).withLastPodEvent(event));
    }

    /// Names of nodes with pods that are not where the cluster thinks they are: none, ever.
    SortedSet<String> inconsistent() {
        var result = new TreeSet<String>();
        nodes.forEach((name, node) -> node.pods().forEach(pod -> {
            if (!name.equals(nodeOfPod.get(pod.uid()))) {
                result.add(name);
            }
        }));
        return result;
    }
}
