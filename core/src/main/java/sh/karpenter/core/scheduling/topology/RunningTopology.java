package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.workload.NodeSelectorTerm;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.TopologySpread;
import sh.karpenter.core.model.workload.WeightedPodAffinityTerm;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.compiled.ShapeTable.LabelIdentity;

/// The topology groups of a cluster with the pods that run in it counted, for any number of solves.
///
/// ## What it holds
/// - per distinct constraint that a solve has met so far: a [TopologyGroup] with the counts of all running pods;
/// - per distinct required anti-affinity term of a running pod: an *inverse* group with the terms' owners;
/// - where the pods of each identity (namespace and labels) run, so that a new constraint is counted by its
///   pods and not by walking all nodes.
///
/// ## How a solve uses it
/// A [TopologyTracker] lays its solve over it: pods of removed nodes and of the batch are taken out of the
/// counts, placements are put in. All of this goes through a journal, and [#undo] takes it back. A what-if
/// therefore costs as much as the pods that it moves, not as much as the cluster.
///
/// ## Where it must give way
/// Which domains a term may use depends on the tolerations of the pod that made it. Groups of a pod's own
/// constraints are kept apart by that; inverse groups are not, because all owners of a term share one. Where
/// owners of one term differ in it ([#ambiguous]), which of them comes first depends on what is removed, and a
/// solve needs counts of its own ([#fixed]).
public final class RunningTopology {
    private static final TopologyGroup[] NONE = new TopologyGroup[0];

    private final CompiledCluster cluster;
    private final LabelVocabulary labels;
    private final boolean respectPreferences;
    private final boolean[] target;
    private final boolean[] absent;
    private final SortedSet<String> excluded;
    private final boolean journaled;
    private final DomainUniverse universe;

    private final TreeMap<String, DomainKey> keys = new TreeMap<>();
    private final LinkedHashMap<GroupIdentity, Integer> identities = new LinkedHashMap<>();
    private final LinkedHashMap<Variant, TopologyGroup> groups = new LinkedHashMap<>();
    private final LinkedHashMap<GroupIdentity, TopologyGroup> inverse = new LinkedHashMap<>();
    private final LinkedHashMap<GroupIdentity, Integer> inverseTolerations = new LinkedHashMap<>();
    private final LabelIndex<TopologyGroup> inverseByLabel = new LabelIndex<>();
    private final List<@Nullable List<TopologyGroup>> repelling = new ArrayList<>();
    private final List<TopologyGroup @Nullable []> inverseOfShape = new ArrayList<>();
    private final LabelIndex<Integer> identitiesByLabel = new LabelIndex<>();
    private final List<int[]> nodesOfIdentity = new ArrayList<>();
    private boolean ambiguous;

    private TopologyGroup[] touched = new TopologyGroup[64];
    private int[] touchedDomain = new int[64];
    private byte[] change = new byte[64];
    private int changes;

    private static final byte RECORDED = 1;
    private static final byte UNRECORDED = 2;
    private static final byte UNREGISTERED = 3;
    private static final byte OWNED = 4;
    private static final byte DISOWNED = 5;

    /// What makes two constraints the same group. As in the reference, the values of a node filter do not count,
    /// only its keys.
    record GroupIdentity(
            String key,
            TopologyGroup.Kind kind,
            SortedSet<String> namespaces,
            int maxSkew,
            @Nullable LabelSelector selector,
            boolean honorAffinity,
            int tolerations,
            List<List<String>> filterKeys) {
        /// By what differs most; written out because it is asked for at the start of every solve.
        @Override
        public int hashCode() {
            return 31 * (31 * key.hashCode() + maxSkew) + (selector == null ? 0 : selector.hashCode());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof GroupIdentity that
                    && kind == that.kind
                    && maxSkew == that.maxSkew
                    && honorAffinity == that.honorAffinity
                    && tolerations == that.tolerations
                    && key.equals(that.key)
                    && Objects.equals(selector, that.selector)
                    && namespaces.equals(that.namespaces)
                    && filterKeys.equals(that.filterKeys);
        }
    }

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
    /// @param absent per node whether it does not count at all
    /// @param excluded uids of pods that do not count
    private RunningTopology(
            CompiledCluster cluster,
            boolean respectPreferences,
            boolean[] target,
            boolean[] absent,
            SortedSet<String> excluded,
            boolean journaled) {
        this.cluster = cluster;
        this.labels = cluster.problem().labels();
        this.respectPreferences = respectPreferences;
        // A copy: the caller closes nodes for the time of a solve.
        this.target = target.clone();
        this.absent = absent;
        this.excluded = excluded;
        this.journaled = journaled;
        this.universe = new DomainUniverse(cluster);
        findPods();
        addInverseOfRunningPods();
    }

    /// Of the whole cluster, for any number of solves.
    ///
    /// @param target per node whether it may take pods
    public static RunningTopology of(CompiledCluster cluster, boolean respectPreferences, boolean[] target) {
        return new RunningTopology(
                cluster, respectPreferences, target, new boolean[target.length], Collections.emptySortedSet(), true);
    }

    /// For one solve, without the nodes and pods that do not count in it.
    ///
    /// @param target per node whether it may take pods
    /// @param absent per node whether it is thought away with its pods
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

    boolean respectPreferences() {
        return respectPreferences;
    }

    /// Whether owners of one anti-affinity term differ in their tolerations, so that counts cannot be shared.
    public boolean ambiguous() {
        return ambiguous;
    }

    /// Makes the inverse groups of a pod that is to be placed, so that [#ambiguous] is right about it.
    public void meet(PodShape shape) {
        inverseOf(shape);
    }

    private void findPods() {
        var lists = new ArrayList<IntList>();
        for (int n = 0; n < cluster.nodes().size(); n++) {
            ClusterNode node = cluster.nodes().get(n);
            if (node.node() == null || absent[n] || node.pods().isEmpty()) {
                continue;
            }
            List<Pod> pods = node.pods();
            for (int i = 0; i < pods.size(); i++) {
                if (counts(pods.get(i)) && !excluded(pods.get(i))) {
                    int identity = cluster.podIdentity(n, i);
                    while (lists.size() <= identity) {
                        lists.add(new IntList());
                    }
                    lists.get(identity).add(n);
                }
            }
        }
        for (int id = 0; id < lists.size(); id++) {
            nodesOfIdentity.add(lists.get(id).toArray());
            if (lists.get(id).size > 0) {
                identitiesByLabel.add(cluster.shapes().identities().get(id).labels(), id);
            }
        }
    }

    /// Whether a pod counts where it runs.
    public static boolean counts(Pod pod) {
        return pod.scheduled() && pod.active();
    }

    private boolean excluded(Pod pod) {
        return !excluded.isEmpty() && excluded.contains(pod.uid());
    }

    private void addInverseOfRunningPods() {
        for (CompiledCluster.Repeller repeller : cluster.repellers()) {
            if (absent[repeller.node()] || excluded(repeller.pod())) {
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
        var result = new ArrayList<Constraint>();
        for (TopologySpread spread : shape.topologySpread()) {
            if (respectPreferences || !spread.scheduleAnyway()) {
                result.add(spread(shape, spread));
            }
        }
        for (PodAffinityTerm term : shape.requiredPodAffinity()) {
            result.add(affinity(shape, term, TopologyGroup.Kind.AFFINITY));
        }
        for (PodAffinityTerm term : shape.requiredPodAntiAffinity()) {
            result.add(affinity(shape, term, TopologyGroup.Kind.ANTI_AFFINITY));
        }
        if (respectPreferences) {
            for (WeightedPodAffinityTerm term : shape.preferredPodAffinity()) {
                result.add(affinity(shape, term.term(), TopologyGroup.Kind.AFFINITY));
            }
            for (WeightedPodAffinityTerm term : shape.preferredPodAntiAffinity()) {
                result.add(affinity(shape, term.term(), TopologyGroup.Kind.ANTI_AFFINITY));
            }
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
        GroupIdentity identity = identity(shape, term, TopologyGroup.Kind.ANTI_AFFINITY);
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

    private Constraint spread(PodShape shape, TopologySpread spread) {
        LabelSelector selector = spread.selector();
        if (selector != null && !spread.matchLabelKeys().isEmpty()) {
            selector = withMatchLabelKeys(shape, selector, spread.matchLabelKeys());
        }
        int tolerations = spread.honorNodeTaints() ? cluster.taints().internTolerations(shape.tolerations()) : -1;
        int[] alternatives = spread.honorNodeAffinity() ? alternatives(shape) : new int[0];
        var filterKeys = new ArrayList<List<String>>();
        for (int alternative : alternatives) {
            filterKeys.add(
                    List.copyOf(cluster.requirements().get(alternative).byKey().sequencedKeySet()));
        }
        var identity = new GroupIdentity(
                labels.normalize(spread.topologyKey()),
                TopologyGroup.Kind.SPREAD,
                only(shape.namespace()),
                spread.maxSkew(),
                selector,
                spread.honorNodeAffinity(),
                tolerations,
                filterKeys);
        int minDomains = spread.minDomains() == null ? -1 : spread.minDomains();
        return constraint(
                identity, minDomains, new NodeFilter(alternatives, tolerations), shape, spread.honorNodeTaints());
    }

    private static LabelSelector withMatchLabelKeys(PodShape shape, LabelSelector selector, List<String> keys) {
        var expressions = new ArrayList<>(selector.matchExpressions());
        for (String key : keys) {
            String value = shape.labels().get(key);
            if (value != null) {
                expressions.add(LabelExpression.of(key, Operator.IN, value));
            }
        }
        return new LabelSelector(selector.matchLabels(), expressions);
    }

    private int[] alternatives(PodShape shape) {
        Requirements selector = PodRequirements.selector(shape, labels);
        List<NodeSelectorTerm> terms = shape.requiredNodeTerms();
        if (terms.isEmpty()) {
            return selector.byKey().isEmpty()
                    ? new int[0]
                    : new int[] {cluster.requirements().intern(selector)};
        }
        int[] result = new int[terms.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = cluster.requirements().intern(selector.and(PodRequirements.of(terms.get(i), labels)));
        }
        return result;
    }

    private Constraint affinity(PodShape shape, PodAffinityTerm term, TopologyGroup.Kind kind) {
        return constraint(identity(shape, term, kind), -1, NodeFilter.EVERY_NODE, shape, true);
    }

    private GroupIdentity identity(PodShape shape, PodAffinityTerm term, TopologyGroup.Kind kind) {
        return new GroupIdentity(
                labels.normalize(term.topologyKey()),
                kind,
                namespaces(shape.namespace(), term),
                Integer.MAX_VALUE,
                term.selector(),
                false,
                -1,
                List.of());
    }

    private SortedSet<String> namespaces(String own, PodAffinityTerm term) {
        LabelSelector selector = term.namespaceSelector();
        if (term.namespaces().isEmpty() && selector == null) {
            return only(own);
        }
        var result = new TreeSet<>(term.namespaces());
        if (selector != null) {
            for (var namespace : cluster.problem().cluster().namespaces().entrySet()) {
                if (selector.matches(namespace.getValue())) {
                    result.add(namespace.getKey());
                }
            }
        }
        return Collections.unmodifiableSortedSet(result);
    }

    private static SortedSet<String> only(String namespace) {
        var result = new TreeSet<String>();
        result.add(namespace);
        return Collections.unmodifiableSortedSet(result);
    }

    private Constraint constraint(
            GroupIdentity identity, int minDomains, NodeFilter filter, PodShape creator, boolean honorTaints) {
        Integer number = identities.get(identity);
        if (number == null) {
            number = identities.size();
            identities.put(identity, number);
        }
        // Where taints do not matter, all domains are open; -1 stands for that.
        int tolerations = honorTaints ? cluster.taints().internTolerations(creator.tolerations()) : -1;
        var variant = new Variant(number, minDomains, asList(filter.alternatives()), filter.tolerations(), tolerations);
        TopologyGroup known = groups.get(variant);
        if (known == null) {
            known = make(identity, minDomains, filter);
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
        for (int identity : identitiesByLabel.having(selector.matchLabels())) {
            if (selects(group, identity)) {
                for (int node : nodesOfIdentity.get(identity)) {
                    int domain = group.key().domainOfNode(node);
                    if (domain >= 0
                            && (group.filter().everyNode() || group.filter().admits(cluster, node))) {
                        group.record(domain);
                    }
                }
            }
        }
    }

    void record(TopologyGroup group, int domain) {
        group.record(domain);
        note(group, domain, RECORDED);
    }

    void unrecord(TopologyGroup group, int domain) {
        group.unrecord(domain);
        note(group, domain, UNRECORDED);
    }

    void unregister(TopologyGroup group, int domain) {
        group.unregister(domain);
        note(group, domain, UNREGISTERED);
    }

    void own(TopologyGroup group) {
        group.owners(1);
        note(group, 0, OWNED);
    }

    void disown(TopologyGroup group) {
        group.owners(-1);
        note(group, 0, DISOWNED);
    }

    private void note(TopologyGroup group, int domain, byte what) {
        if (!journaled) {
            return;
        }
        if (changes == touched.length) {
            touched = Arrays.copyOf(touched, changes * 2);
            touchedDomain = Arrays.copyOf(touchedDomain, changes * 2);
            change = Arrays.copyOf(change, changes * 2);
        }
        touched[changes] = group;
        touchedDomain[changes] = domain;
        change[changes++] = what;
    }

    /// Takes back everything that the last solve changed.
    public void undo() {
        while (changes > 0) {
            changes--;
            TopologyGroup group = touched[changes];
            int domain = touchedDomain[changes];
            switch (change[changes]) {
                case RECORDED -> group.unrecord(domain);
                case UNRECORDED -> group.record(domain);
                case UNREGISTERED -> group.register(domain);
                case OWNED -> group.owners(-1);
                case DISOWNED -> group.owners(1);
                default -> throw new IllegalStateException("not a change: " + change[changes]);
            }
        }
    }

    /// A list of numbers.
    private static final class IntList {
        private int[] values = new int[4];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
