package sh.karpenter.core.scheduling.compiled;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.cluster.ClusterNode.Naming;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.Node;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.DaemonSet;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;
import sh.karpenter.core.scheduling.problem.SchedulingProblem;
import sh.karpenter.core.scheduling.result.Rejection;

/// A cluster and its pools, ready for any number of solves that differ in the pods to place and the nodes thought
/// away.
///
/// ## What it holds
/// - interned requirements, taints and pod shapes, and one [InstanceTypeTable] per distinct list of instance types;
/// - per node, in the order in which nodes are tried (initialised ones first, then by name): what is left of it
///   per axis, its taints, its labels by column;
/// - per pool, in the order in which pools are tried (weight descending, then name descending): its template.
///
/// Nothing in it depends on the pods to place, except that their shapes must be numbered before. It remembers
/// answers, so it belongs to one thread at a time.
public final class CompiledCluster {
    private final SchedulingProblem problem;
    private final ResourceAxes axes;
    private final RequirementTable requirements;
    private final TaintTable taints = new TaintTable();
    private final ShapeTable shapes = new ShapeTable();
    private final DefaultSpread defaultSpread;
    private final List<DaemonSet> daemonSets;

    private final List<ClusterNode> nodes;
    private final List<NamedNode> named;
    private final LinkedHashMap<String, Integer> byName = new LinkedHashMap<>();
    private final LinkedHashMap<String, Integer> byNodeObject = new LinkedHashMap<>();
    private byte[] quietSoon = new byte[0];
    private final long[] available;
    private final int[] effectiveTaints;
    private final int[] ownTaints;
    private final NodeReader running;
    private final NodeColumns columns;

    private final List<PoolTemplate> templates = new ArrayList<>();
    private final List<CompiledPool> pools = new ArrayList<>();
    private final SequencedMap<String, Rejection> skippedPools = new LinkedHashMap<>();

    private CompiledCluster(SchedulingProblem problem) {
        this.problem = problem;
        this.requirements = new RequirementTable(problem.labels().wellKnown());
        this.defaultSpread = new DefaultSpread(problem.options().defaultSpread(), problem.cluster());
        this.daemonSets = problem.cluster().daemonSets().stream()
                .filter(daemonSet -> PodRequirements.understood(daemonSet.podShape(), problem.labels()))
                .toList();
        this.nodes = new ArrayList<>(problem.cluster().nodes().size());
        this.named = ordered(problem.cluster().nodes());
        for (NamedNode node : named) {
            nodes.add(node.node());
        }
        SequencedSet<String> names = firstNames();
        this.running = new NodeReader(nodes, names, shapes, !daemonSets.isEmpty());
        names.addAll(new TreeSet<>(otherNames()));
        this.axes = new ResourceAxes(names);
        shapes.compile(axes);
        this.available = running.left(axes);
        this.effectiveTaints = new int[nodes.size()];
        this.ownTaints = new int[nodes.size()];
        var labels = new ArrayList<SequencedMap<String, String>>(nodes.size());
        var hostnames = new ArrayList<String>(nodes.size());
        for (NamedNode node : named) {
            labels.add(node.labels());
            hostnames.add(node.labels().getOrDefault(LabelKeys.HOSTNAME, node.name()));
        }
        this.columns = new NodeColumns(labels, hostnames, requirements);
        compilePools();
        compileNodes();
    }

    /// Compiles the cluster, the pools and the shapes of the pods of a problem.
    public static CompiledCluster of(SchedulingProblem problem) {
        return new CompiledCluster(problem);
    }

    /// A node and what it goes by, which is worked out once.
    private record NamedNode(String name, SequencedMap<String, String> labels, ClusterNode node)
            implements Comparable<NamedNode> {
        static NamedNode of(ClusterNode node) {
            Naming naming = node.naming();
            return new NamedNode(naming.name(), naming.labels(), node);
        }

        @Override
        public int compareTo(NamedNode other) {
            return name.compareTo(other.name);
        }
    }

    /// Initialised nodes first, each part by name.
    private static List<NamedNode> ordered(List<ClusterNode> given) {
        var result = new ArrayList<NamedNode>(given.size());
        var others = new ArrayList<NamedNode>();
        for (ClusterNode node : given) {
            (node.initialized() ? result : others).add(NamedNode.of(node));
        }
        result.sort(null);
        others.sort(null);
        result.addAll(others);
        return result;
    }

    /// The well-known names first, then those that pools limit; all others follow sorted.
    private SequencedSet<String> firstNames() {
        var names = new LinkedHashSet<String>();
        names.add(ResourceNames.CPU);
        names.add(ResourceNames.MEMORY);
        names.add(ResourceNames.PODS);
        names.add(ResourceNames.NODES);
        for (PoolCatalogue catalogue : problem.pools()) {
            names.addAll(catalogue.pool().limits().amounts().sequencedKeySet());
        }
        return names;
    }

    private SequencedSet<String> otherNames() {
        var names = new LinkedHashSet<String>();
        running.collectNames(names);
        for (Pod pod : problem.pods()) {
            shapes.index(pod.shape());
        }
        for (DaemonSet daemonSet : daemonSets) {
            shapes.index(daemonSet.podShape());
        }
        shapes.collectNames(names);
        var seen = new IdentityHashMap<List<InstanceType>, Boolean>();
        for (PoolCatalogue catalogue : problem.pools()) {
            if (seen.put(catalogue.types(), true) == null) {
                collectNames(catalogue.types(), names);
            }
        }
        return names;
    }

    private static void collectNames(List<InstanceType> types, SequencedSet<String> names) {
        for (InstanceType type : types) {
            addNames(type.capacity(), names);
            for (Offering offering : type.offerings()) {
                if (offering.capacityOverride() != null) {
                    addNames(offering.capacityOverride(), names);
                }
            }
        }
    }

    private static void addNames(Resources resources, SequencedSet<String> names) {
        for (String name : resources.amounts().keySet()) {
            names.add(name);
        }
    }

    /// The heaviest pool first; of equally heavy ones the last by name.
    private static final class OrderOfTrial implements Comparator<PoolCatalogue> {
        @Override
        public int compare(PoolCatalogue a, PoolCatalogue b) {
            int byWeight = Integer.compare(b.pool().weight(), a.pool().weight());
            return byWeight != 0 ? byWeight : b.pool().name().compareTo(a.pool().name());
        }
    }

    private void compilePools() {
        var tables = new IdentityHashMap<List<InstanceType>, InstanceTypeTable>();
        var compiler = new PoolCompiler(this);
        var ordered = new ArrayList<>(problem.pools());
        ordered.sort(new OrderOfTrial());
        for (PoolCatalogue catalogue : ordered) {
            InstanceTypeTable table = tables.get(catalogue.types());
            if (table == null) {
                table = new InstanceTypeTable(catalogue.types(), requirements, axes);
                tables.put(catalogue.types(), table);
            }
            compiler.compile(catalogue.pool(), table, templates, pools, skippedPools);
        }
    }

    private void compileNodes() {
        for (int n = 0; n < nodes.size(); n++) {
            ClusterNode node = nodes.get(n);
            effectiveTaints[n] = taints.internTaints(node.effectiveTaints());
            ownTaints[n] = node.node() == null
                    ? TaintTable.NONE
                    : taints.internTaints(node.node().taints());
        }
        if (!daemonSets.isEmpty()) {
            reserveForDaemons();
        }
    }

    /// Keeps room on the nodes for the daemons that are still to come.
    private void reserveForDaemons() {
        int count = axes.count();
        long[] used = running.daemons(axes);
        long[] missing = new long[count];
        for (int n = 0; n < nodes.size(); n++) {
            System.arraycopy(used, n * count, missing, 0, count);
            addDaemonsOf(n, missing);
            for (int axis = 0; axis < count; axis++) {
                int index = n * count + axis;
                available[index] = ResourceAxes.add(available[index], -Math.max(0, missing[axis]));
            }
        }
    }

    private void addDaemonsOf(int node, long[] sum) {
        for (DaemonSet daemonSet : daemonSets) {
            if (daemonSet.podShape().dynamicResources() && problem.options().ignoreDynamicResources()) {
                continue;
            }
            CompiledShape shape = shapes.get(shapes.index(daemonSet.podShape()));
            int tolerations = taints.internTolerations(shape.shape().tolerations());
            if (!taints.tolerates(tolerations, effectiveTaints[node])) {
                continue;
            }
            if (admits(node, shape.shape())) {
                for (int axis = 0; axis < sum.length; axis++) {
                    sum[axis] = ResourceAxes.add(sum[axis], shape.requests()[axis]);
                }
            }
        }
    }

    /// Whether a node meets one of the alternatives of a daemon's required node affinity.
    private boolean admits(int node, PodShape daemon) {
        Requirements selector = PodRequirements.selector(daemon, problem.labels());
        if (daemon.requiredNodeTerms().isEmpty()) {
            return columns.predicate(requirements.intern(selector)).test(node);
        }
        for (NodeSelectorTerm term : daemon.requiredNodeTerms()) {
            int wanted = requirements.intern(selector.and(PodRequirements.of(term, problem.labels())));
            if (columns.predicate(wanted).test(node)) {
                return true;
            }
        }
        return false;
    }

    /// The problem it was compiled from.
    public SchedulingProblem problem() {
        return problem;
    }

    /// The resource names.
    public ResourceAxes axes() {
        return axes;
    }

    /// The interned requirements.
    public RequirementTable requirements() {
        return requirements;
    }

    /// The interned taints and tolerations.
    public TaintTable taints() {
        return taints;
    }

    /// The shapes of the pods to place, of those on nodes and of daemons.
    public ShapeTable shapes() {
        return shapes;
    }

    /// The number of the shape with which a pod is placed: its own, or that with the default spread constraints.
    public int shapeOf(Pod pod) {
        return shapes.index(defaultSpread.shape(pod));
    }

    /// The nodes, in the order in which they are tried.
    public List<ClusterNode> nodes() {
        return nodes;
    }

    /// The name of a node.
    public String nodeName(int node) {
        return named.get(node).name();
    }

    /// The pool of a node, empty for none.
    public String nodePool(int node) {
        return named.get(node).labels().getOrDefault(LabelKeys.NODE_POOL, "");
    }

    /// A running pod that must not be near others.
    ///
    /// @param node where it runs
    /// @param pod the pod
    public record Repeller(int node, Pod pod) {}

    /// The running pods with required anti-affinity.
    public List<Repeller> repellers() {
        return running.repellers();
    }

    /// What is left of the nodes: per node one amount per axis. A copy.
    public long[] available() {
        return available.clone();
    }

    /// Writes what is left of one node to its place among the amounts of all.
    public void copyAvailable(int node, long[] all) {
        System.arraycopy(available, node * axes.count(), all, node * axes.count(), axes.count());
    }

    /// The number of the node of a name ([ClusterNode#name]), -1 when there is none.
    public int indexOf(String name) {
        if (byName.isEmpty()) {
            for (int n = 0; n < named.size(); n++) {
                byName.put(named.get(n).name(), n);
            }
        }
        return byName.getOrDefault(name, -1);
    }

    /// The number of the node that pods name as theirs, -1 when there is none.
    public int indexOfKubernetesNode(String name) {
        if (byNodeObject.isEmpty()) {
            for (int n = 0; n < nodes.size(); n++) {
                Node node = nodes.get(n).node();
                if (node != null) {
                    byNodeObject.put(node.name(), n);
                }
            }
        }
        return byNodeObject.getOrDefault(name, -1);
    }

    /// The taints that count when a pod is placed on a node.
    public int effectiveTaints(int node) {
        return effectiveTaints[node];
    }

    /// The taints that the node object carries.
    public int ownTaints(int node) {
        return ownTaints[node];
    }

    /// How many pods run on the nodes.
    public int runningPods() {
        return running.pods();
    }

    /// What selectors can tell of a pod on a node.
    ///
    /// @param position in [ClusterNode#pods]
    public int podIdentity(int node, int position) {
        return running.identity(node, position);
    }

    /// The labels of the nodes.
    public NodeColumns columns() {
        return columns;
    }

    /// What the nodes of each pool would be, those left out for want of a type included.
    public List<PoolTemplate> templates() {
        return templates;
    }

    /// The pools that may open nodes, in the order in which they are tried.
    public List<CompiledPool> pools() {
        return pools;
    }

    /// The pools left out, and why.
    public SequencedMap<String, Rejection> skippedPools() {
        return skippedPools;
    }

    /// The instance type of a node, null when its pool does not know it (any more).
    public @Nullable InstanceType typeOf(ClusterNode node) {
        String name = node.labels().get(LabelKeys.INSTANCE_TYPE);
        for (PoolCatalogue catalogue : problem.pools()) {
            if (name != null && catalogue.pool().name().equals(node.nodePool())) {
                for (InstanceType type : catalogue.types()) {
                    if (type.name().equals(name)) {
                        return type;
                    }
                }
            }
        }
        return null;
    }

    /// Whether a pod runs on a node that is marked for deletion.
    public boolean onNodeMarkedForDeletion(Pod pod) {
        int node = pod.scheduled() ? indexOfKubernetesNode(pod.nodeName()) : -1;
        return node >= 0 && nodes.get(node).markedForDeletion();
    }

    /// Whether the `consolidateAfter` of the node's pool has not passed since pods last came or went.
    public boolean quietSoon(int node) {
        if (quietSoon.length == 0) {
            quietSoon = new byte[nodes.size()];
        }
        if (quietSoon[node] == 0) {
            quietSoon[node] = (byte) (computeQuietSoon(node) ? 1 : 2);
        }
        return quietSoon[node] == 1;
    }

    private boolean computeQuietSoon(int node) {
        NodeClaim claim = nodes.get(node).claim();
        if (claim == null) {
            return false;
        }
        for (NodePool pool : problem.cluster().nodePools()) {
            Duration quiet = pool.disruption().consolidateAfter();
            if (pool.name().equals(claim.nodePool()) && quiet != null) {
                Instant since = claim.status().lastPodEvent();
                if (since == null) {
                    Condition initialized = claim.status().conditions().get("Initialized");
                    since = initialized == null ? claim.created() : initialized.lastTransition();
                }
                return since.plus(quiet).isAfter(problem.now());
            }
        }
        return false;
    }

    /// The DaemonSets whose pods count: all but those whose node affinity nobody understands, which run nowhere.
    List<DaemonSet> daemonSets() {
        return daemonSets;
    }

    /// The compiled shape of a daemon's pods.
    CompiledShape shapeOf(DaemonSet daemonSet) {
        return shapes.get(shapes.index(daemonSet.podShape()));
    }
}
