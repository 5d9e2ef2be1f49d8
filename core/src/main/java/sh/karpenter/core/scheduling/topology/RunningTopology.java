package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.ShapeTable.LabelIdentity;
import sh.karpenter.core.scheduling.topology.ConstraintReader.GroupIdentity;

/// The topology groups of a cluster with the pods that run in it counted, for any number of solves.
///
/// ## What it holds
/// - per distinct constraint that a solve has met so far: a [TopologyGroup] with the counts of all running pods;
/// - per distinct required anti-affinity term of a running pod: an *inverse* group with the terms' owners;
/// - where the pods of each identity run ([RunningPods]), from which a new constraint is counted.
///
/// ## How a solve uses it
/// A [TopologyTracker] lays its solve over it: pods of the batch are taken out of the counts, placements are put
/// in. All of this goes through a [TopologyJournal], and [#undo] takes it back. Pods of removed nodes that are not
/// in the batch go on counting: they run there until their node is gone, and the Kubernetes scheduler counts them.
///
/// ## Where it must give way
/// Which domains a term may use depends on the tolerations of the pod that made it. Groups of a pod's own
/// constraints are kept apart by that; inverse groups are not, because all owners of a term share one. Where
/// owners of one term differ in it ([#ambiguous]), which of them comes first depends on what is removed, and a
/// solve needs counts of its own ([#fixed]).
public final class RunningTopology {
    private static final TopologyGroup[] NONE = new TopologyGroup[0];

    private final CompiledCluster cluster;
    private final ConstraintReader reader;
    private final boolean[] target;
    private final boolean[] absent;
    private final SortedSet<String> excluded;
    private final TopologyJournal journal;
    private final DomainUniverse universe;

    private final TreeMap<String, DomainKey> keys = new TreeMap<>();
    private final LinkedHashMap<GroupIdentity, Integer> identities = new LinkedHashMap<>();
    private final LinkedHashMap<Variant, TopologyGroup> groups = new LinkedHashMap<>();
    private final LinkedHashMap<GroupIdentity, TopologyGroup> inverse = new LinkedHashMap<>();
    private final LinkedHashMap<GroupIdentity, Integer> inverseTolerations = new LinkedHashMap<>();
    private final LabelIndex<TopologyGroup> inverseByLabel = new LabelIndex<>();
    private final List<@Nullable List<TopologyGroup>> repelling = new ArrayList<>();
    private final List<TopologyGroup @Nullable []> inverseOfShape = new ArrayList<>();
    private final RunningPods pods;
    private boolean ambiguous;

    /// What a group's counts depend on besides its identity, and what the first pod of a solve that makes the group
    /// settles.
    private record Variant(
            int identity, int minDomains, List<Integer> alternatives, int nodeTolerations, int podTolerations) {
        /// Written out because it is asked for at the start of every solve.
        @Override
        public int hashCode() {
            return 31 * (31 * identity + podTolerations) + alternatives.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Variant that
                    && identity == that.identity
                    && minDomains == that.minDomains
                    && nodeTolerations == that.nodeTolerations
                    && podTolerations == that.podTolerations
                    && alternatives.equals(that.alternatives);
        }
    }

    /// A constraint of a pod.
    ///
    /// @param identity number of what makes it the same group as another
    /// @param group the group as this pod would make it
    record Constraint(int identity, TopologyGroup group) {}

    /// @param target per node whether it may take pods
    /// @param absent per node whether it is thought away
    /// @param excluded uids of pods that do not count
    private RunningTopology(
            CompiledCluster cluster,
            boolean respectPreferences,
            boolean[] target,
            boolean[] absent,
            SortedSet<String> excluded,
            boolean journaled) {
        this.cluster = cluster;
        this.reader = new ConstraintReader(cluster, respectPreferences);
        // A copy: the caller closes nodes for the time of a solve.
        this.target = target.clone();
        this.absent = absent;
        this.excluded = excluded;
        this.journal = new TopologyJournal(journaled);
        this.pods = new RunningPods(cluster, excluded);
        this.universe = new DomainUniverse(cluster);
        addInverseOfRunningPods();
    }

    /// Of the whole cluster, for any number of solves.
    ///
    /// @param target per node whether it may take pods
    public static RunningTopology of(CompiledCluster cluster, boolean respectPreferences, boolean[] target) {
        return new RunningTopology(
                cluster, respectPreferences, target, new boolean[target.length], Collections.emptySortedSet(), true);
    }

    /// For one solve, without the nodes that are thought away and the pods to place.
    ///
    /// @param target per node whether it may take pods
    /// @param absent per node whether it is thought away; pods that stay there to the end count nevertheless
    /// @param excluded uids of the pods to place
    public static RunningTopology fixed(
            CompiledCluster cluster,
            boolean respectPreferences,
            boolean[] target,
            boolean[] absent,
            SortedSet<String> excluded) {
        return new RunningTopology(cluster, respectPreferences, target, absent, excluded, false);
    }

    CompiledCluster cluster() {
        return cluster;
    }

    /// Where a solve makes its changes of the counts.
    TopologyJournal journal() {
        return journal;
    }

    /// Takes back everything that the last solve changed.
    public void undo() {
        journal.undo();
    }

    /// Whether owners of one anti-affinity term differ in their tolerations, so that counts cannot be shared.
    public boolean ambiguous() {
        return ambiguous;
    }

    /// Makes the inverse groups of a pod that is to be placed, so that [#ambiguous] is right about it.
    public void meet(PodShape shape) {
        inverseOf(shape);
    }

    /// Whether a pod counts where it runs.
    public static boolean counts(Pod pod) {
        return RunningPods.counts(pod);
    }

    private boolean excluded(Pod pod) {
        return !excluded.isEmpty() && excluded.contains(pod.uid());
    }

    private void addInverseOfRunningPods() {
        for (CompiledCluster.Repeller repeller : cluster.repellers()) {
            if (excluded(repeller.pod())) {
                continue;
            }
            for (TopologyGroup group : inverseOf(repeller.pod().shape())) {
                group.owners(1);
                int domain = group.key().domainOfNode(repeller.node());
                if (domain >= 0) {
                    group.record(domain);
                }
            }
        }
    }

    /// The constraints of a pod's own, as it would make them.
    List<Constraint> constraintsOf(PodShape shape) {
        List<ConstraintReader.Wanted> all = reader.of(shape);
        var result = new ArrayList<Constraint>(all.size());
        for (ConstraintReader.Wanted wanted : all) {
            result.add(constraint(wanted, shape));
        }
        return result;
    }

    /// The inverse groups that a pod's required anti-affinity makes.
    TopologyGroup[] inverseOf(PodShape shape) {
        if (shape.requiredPodAntiAffinity().isEmpty()) {
            return NONE;
        }
        int index = cluster.shapes().index(shape);
        while (inverseOfShape.size() <= index) {
            inverseOfShape.add(null);
        }
        TopologyGroup[] known = inverseOfShape.get(index);
        if (known == null) {
            var result = new ArrayList<TopologyGroup>();
            for (PodAffinityTerm term : shape.requiredPodAntiAffinity()) {
                TopologyGroup group = inverse(shape, term);
                if (!result.contains(group)) {
                    result.add(group);
                }
            }
            known = result.toArray(NONE);
            inverseOfShape.set(index, known);
        }
        return known;
    }

    private TopologyGroup inverse(PodShape shape, PodAffinityTerm term) {
        GroupIdentity identity = reader.identity(shape, term, TopologyGroup.Kind.ANTI_AFFINITY);
        TopologyGroup known = inverse.get(identity);
        int tolerations = cluster.taints().internTolerations(shape.tolerations());
        if (known != null) {
            boolean other = !Integer.valueOf(tolerations).equals(inverseTolerations.get(identity));
            ambiguous = ambiguous || (other && !known.key().hostname());
            return known;
        }
        TopologyGroup group = make(identity, -1, NodeFilter.EVERY_NODE);
        inverse.put(identity, group);
        inverseTolerations.put(identity, tolerations);
        registerUniverse(group, tolerations);
        SequencedMap<String, String> wanted = identity.selector() == null
                ? new TreeMap<>()
                : identity.selector().matchLabels();
        inverseByLabel.add(wanted, group);
        for (int i = 0; i < repelling.size(); i++) {
            List<TopologyGroup> selecting = repelling.get(i);
            if (selecting != null && selects(group, i)) {
                selecting.add(group);
            }
        }
        return group;
    }

    /// All inverse groups that select pods of an identity, those without owners in the solve included.
    List<TopologyGroup> repelling(int identity) {
        while (repelling.size() <= identity) {
            repelling.add(null);
        }
        List<TopologyGroup> known = repelling.get(identity);
        if (known == null) {
            known = new ArrayList<>(0);
            for (TopologyGroup group : inverseByLabel.matching(label(identity).labels())) {
                if (selects(group, identity)) {
                    known.add(group);
                }
            }
            repelling.set(identity, known);
        }
        return known;
    }

    boolean selects(TopologyGroup group, int identity) {
        return group.selects(identity, label(identity));
    }

    private LabelIdentity label(int identity) {
        return cluster.shapes().identities().get(identity);
    }

    private Constraint constraint(ConstraintReader.Wanted wanted, PodShape creator) {
        Integer number = identities.get(wanted.identity());
        if (number == null) {
            number = identities.size();
            identities.put(wanted.identity(), number);
        }
        // Where taints do not matter, all domains are open; -1 stands for that.
        int tolerations = wanted.honorTaints() ? cluster.taints().internTolerations(creator.tolerations()) : -1;
        NodeFilter filter = wanted.filter();
        var variant = new Variant(
                number, wanted.minDomains(), asList(filter.alternatives()), filter.tolerations(), tolerations);
        TopologyGroup known = groups.get(variant);
        if (known == null) {
            known = make(wanted.identity(), wanted.minDomains(), filter);
            groups.put(variant, known);
            registerUniverse(known, tolerations);
            registerNodes(known);
            countPods(known);
        }
        return new Constraint(number, known);
    }

    private static List<Integer> asList(int[] values) {
        var result = new ArrayList<Integer>(values.length);
        for (int value : values) {
            result.add(value);
        }
        return result;
    }

    private TopologyGroup make(GroupIdentity identity, int minDomains, NodeFilter filter) {
        DomainKey key = keys.get(identity.key());
        if (key == null) {
            key = new DomainKey(identity.key(), cluster.requirements(), cluster.columns());
            keys.put(identity.key(), key);
        }
        return new TopologyGroup(
                key,
                identity.kind(),
                identity.maxSkew(),
                minDomains,
                identity.selector(),
                identity.namespaces(),
                filter);
    }

    private void registerUniverse(TopologyGroup group, int tolerations) {
        if (group.key().hostname()) {
            return;
        }
        for (var entry : universe.domains(group.key().key()).entrySet()) {
            boolean reachable = tolerations < 0;
            for (int taints : entry.getValue()) {
                reachable = reachable || cluster.taints().tolerates(tolerations, taints);
            }
            if (reachable) {
                group.register(group.key().domain(entry.getKey()));
            }
        }
    }

    private void registerNodes(TopologyGroup group) {
        if (group.key().hostname()) {
            return;
        }
        for (int n = 0; n < target.length; n++) {
            if (givesDomains(n)) {
                int domain = group.key().domainOfNode(n);
                if (domain >= 0 && group.filter().admits(cluster, n)) {
                    group.register(domain);
                }
            }
        }
    }

    /// Whether a node, unless it is thought away, makes its domains known.
    boolean givesDomains(int node) {
        return target[node] && !absent[node] && cluster.nodes().get(node).node() != null;
    }

    private void countPods(TopologyGroup group) {
        LabelSelector selector = group.selector();
        if (selector == null) {
            return;
        }
        for (int identity : pods.having(selector.matchLabels())) {
            if (selects(group, identity)) {
                for (int node : pods.nodesOf(identity)) {
                    int domain = group.key().domainOfNode(node);
                    if (domain >= 0
                            && (group.filter().everyNode() || group.filter().admits(cluster, node))) {
                        group.record(domain);
                    }
                }
            }
        }
    }
}
