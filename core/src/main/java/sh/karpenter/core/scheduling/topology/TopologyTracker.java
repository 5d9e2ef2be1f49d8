package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.PodRequirements;
import sh.karpenter.core.scheduling.compiled.ShapeTable.LabelIdentity;

/// Keeps the counts of all topology constraints of a solve.
///
/// 1. Each distinct constraint of a pod to place becomes a [TopologyGroup], which starts with the pods that run
///    already; pods of the
///    batch itself are not counted where they ran before.
/// 2. Required anti-affinity also works the other way: for each such term of a running pod or of a pod to place
///    there is an *inverse*
///    group that counts where the term's owners are and keeps away the pods that the term selects.
/// 3. When a pod is placed, every group that selects it counts it: anti-affinity in every domain that the node
///    may still end up in,
///    the others only once the domain is known.
public final class TopologyTracker {
    private final CompiledCluster cluster;
    private final LabelVocabulary labels;
    private final boolean respectPreferences;
    private final SortedSet<String> excluded;
    private final boolean[] target;
    private final boolean[] removed;
    private final DomainUniverse universe;

    private final TreeMap<String, DomainKey> keys = new TreeMap<>();
    private final SequencedMap<GroupIdentity, TopologyGroup> groups = new LinkedHashMap<>();
    private final SequencedMap<GroupIdentity, TopologyGroup> inverse = new LinkedHashMap<>();
    private final List<TopologyGroup> uncounted = new ArrayList<>();
    private final List<@Nullable List<TopologyGroup>> counting = new ArrayList<>();
    private final List<@Nullable List<TopologyGroup>> repelling = new ArrayList<>();
    private final List<Integer> newHosts = new ArrayList<>();
    private final List<Placement> placements = new ArrayList<>();
    private int version;

    /// What makes two constraints the same group. As in the reference, the values of a node filter do not count,
    /// only its keys.
    private record GroupIdentity(
            String key,
            TopologyGroup.Kind kind,
            SortedSet<String> namespaces,
            int maxSkew,
            @Nullable LabelSelector selector,
            boolean honorAffinity,
            int tolerations,
            List<List<String>> filterKeys) {}

    /// A pod of this solve that was placed: kept for groups that come into being later.
    private record Placement(int identity, int host, int requirements, int taints) {}

    /// @param excluded uids of the pods to place
    /// @param target per node whether it may take pods
    /// @param removed per node whether it is thought away with its pods
    public TopologyTracker(
            CompiledCluster cluster,
            boolean respectPreferences,
            SortedSet<String> excluded,
            boolean[] target,
            boolean[] removed) {
        this.cluster = cluster;
        this.labels = cluster.problem().labels();
        this.respectPreferences = respectPreferences;
        this.excluded = excluded;
        this.target = target;
        this.removed = removed;
        this.universe = new DomainUniverse(cluster);
        addInverseOfRunningPods();
    }

    /// Grows with everything that may make a group answer differently.
    public int version() {
        return version;
    }

    /// The groups of a pod's own constraints, created and counted where they are new.
    public TopologyGroup[] groupsOf(PodShape shape) {
        if (shape.topologySpread().isEmpty() && !hasAffinity(shape)) {
            return NONE;
        }
        var result = new ArrayList<TopologyGroup>();
        for (TopologySpread spread : shape.topologySpread()) {
            if (respectPreferences || !spread.scheduleAnyway()) {
                add(result, spreadGroup(shape, spread));
            }
        }
        for (PodAffinityTerm term : shape.requiredPodAffinity()) {
            add(result, affinityGroup(shape, term, TopologyGroup.Kind.AFFINITY, groups));
        }
        for (PodAffinityTerm term : shape.requiredPodAntiAffinity()) {
            add(result, affinityGroup(shape, term, TopologyGroup.Kind.ANTI_AFFINITY, groups));
        }
        if (respectPreferences) {
            for (WeightedPodAffinityTerm term : shape.preferredPodAffinity()) {
                add(result, affinityGroup(shape, term.term(), TopologyGroup.Kind.AFFINITY, groups));
            }
            for (WeightedPodAffinityTerm term : shape.preferredPodAntiAffinity()) {
                add(result, affinityGroup(shape, term.term(), TopologyGroup.Kind.ANTI_AFFINITY, groups));
            }
        }
        return result.toArray(TopologyGroup[]::new);
    }

    /// The inverse groups that a pod's required anti-affinity makes.
    public TopologyGroup[] inverseGroupsOf(PodShape shape) {
        if (shape.requiredPodAntiAffinity().isEmpty()) {
            return NONE;
        }
        var result = new ArrayList<TopologyGroup>();
        for (PodAffinityTerm term : shape.requiredPodAntiAffinity()) {
            add(result, affinityGroup(shape, term, TopologyGroup.Kind.ANTI_AFFINITY, inverse));
        }
        return result.toArray(TopologyGroup[]::new);
    }

    private static final TopologyGroup[] NONE = new TopologyGroup[0];

    private static boolean hasAffinity(PodShape shape) {
        return !shape.requiredPodAffinity().isEmpty()
                || !shape.requiredPodAntiAffinity().isEmpty()
                || !shape.preferredPodAffinity().isEmpty()
                || !shape.preferredPodAntiAffinity().isEmpty();
    }

    private static void add(List<TopologyGroup> result, TopologyGroup group) {
        if (!result.contains(group)) {
            result.add(group);
        }
    }

    /// The inverse groups that keep pods of these labels away from some domains.
    ///
    /// @param identity as [sh.karpenter.core.scheduling.compiled.CompiledShape#identity]
    public List<TopologyGroup> repelling(int identity) {
        return selecting(repelling, inverse, identity);
    }

    /// The groups that select pods of these labels, worked out when first asked for.
    private List<TopologyGroup> selecting(
            List<@Nullable List<TopologyGroup>> memory, SequencedMap<GroupIdentity, TopologyGroup> all, int identity) {
        while (memory.size() <= identity) {
            memory.add(null);
        }
        List<TopologyGroup> known = memory.get(identity);
        if (known == null) {
            known = new ArrayList<>(0);
            for (TopologyGroup group : all.sequencedValues()) {
                if (selects(group, identity)) {
                    known.add(group);
                }
            }
            memory.set(identity, known);
        }
        return known;
    }

    /// Whether a group selects pods of these labels.
    public boolean selects(TopologyGroup group, int identity) {
        LabelIdentity pod = cluster.shapes().identities().get(identity);
        return group.selects(pod.namespace(), pod.labels());
    }

    private TopologyGroup spreadGroup(PodShape shape, TopologySpread spread) {
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
        return group(
                groups,
                identity,
                minDomains,
                new NodeFilter(alternatives, tolerations),
                shape,
                spread.honorNodeTaints());
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

    private TopologyGroup affinityGroup(
            PodShape shape,
            PodAffinityTerm term,
            TopologyGroup.Kind kind,
            SequencedMap<GroupIdentity, TopologyGroup> where) {
        var identity = new GroupIdentity(
                labels.normalize(term.topologyKey()),
                kind,
                namespaces(shape.namespace(), term),
                Integer.MAX_VALUE,
                term.selector(),
                false,
                -1,
                List.of());
        return group(where, identity, -1, NodeFilter.EVERY_NODE, shape, true);
    }

    private SortedSet<String> namespaces(String own, PodAffinityTerm term) {
        LabelSelector selector = term.namespaceSelector();
        if (term.namespaces().isEmpty() && selector == null) {
            return only(own);
        }
        var result = new TreeSet<>(term.namespaces());
        if (selector != null) {
            cluster.problem().cluster().namespaces().forEach((name, namespaceLabels) -> {
                if (selector.matches(namespaceLabels)) {
                    result.add(name);
                }
            });
        }
        return Collections.unmodifiableSortedSet(result);
    }

    private static SortedSet<String> only(String namespace) {
        var result = new TreeSet<String>();
        result.add(namespace);
        return Collections.unmodifiableSortedSet(result);
    }

    private TopologyGroup group(
            SequencedMap<GroupIdentity, TopologyGroup> where,
            GroupIdentity identity,
            int minDomains,
            NodeFilter filter,
            PodShape creator,
            boolean honorTaints) {
        TopologyGroup known = where.get(identity);
        if (known != null) {
            return known;
        }
        DomainKey key = keys.computeIfAbsent(
                identity.key(), name -> new DomainKey(name, cluster.requirements(), cluster.columns()));
        var group = new TopologyGroup(
                key,
                identity.kind(),
                identity.maxSkew(),
                minDomains,
                identity.selector(),
                identity.namespaces(),
                filter);
        where.put(identity, group);
        version++;
        if (!key.hostname()) {
            registerUniverse(group, creator, honorTaints);
        }
        boolean inverted = isInverse(where);
        List<@Nullable List<TopologyGroup>> byIdentity = inverted ? repelling : counting;
        for (int i = 0; i < byIdentity.size(); i++) {
            List<TopologyGroup> selecting = byIdentity.get(i);
            if (selecting != null && selects(group, i)) {
                selecting.add(group);
            }
        }
        if (!inverted) {
            uncounted.add(group);
        }
        return group;
    }

    @SuppressWarnings("ReferenceEquality") // which of the two maps it is, not what is in them
    private boolean isInverse(SequencedMap<GroupIdentity, TopologyGroup> where) {
        return where == inverse;
    }

    private void registerUniverse(TopologyGroup group, PodShape creator, boolean honorTaints) {
        int tolerations = cluster.taints().internTolerations(creator.tolerations());
        for (var entry : universe.domains(group.key().key()).entrySet()) {
            boolean reachable = !honorTaints;
            for (int taints : entry.getValue()) {
                reachable = reachable || cluster.taints().tolerates(tolerations, taints);
            }
            if (reachable) {
                group.register(group.key().domain(entry.getKey()));
            }
        }
    }

    private void addInverseOfRunningPods() {
        for (CompiledCluster.Repeller repeller : cluster.repellers()) {
            if (removed[repeller.node()] || excluded(repeller.pod())) {
                continue;
            }
            for (TopologyGroup group : inverseGroupsOf(repeller.pod().shape())) {
                int domain = group.key().domainOfNode(repeller.node());
                if (domain >= 0) {
                    group.record(domain);
                }
            }
        }
    }

    private boolean excluded(Pod pod) {
        return !excluded.isEmpty() && excluded.contains(pod.uid());
    }

    /// Counts running pods, and pods placed so far, for groups that were created since the last call.
    public void countNewGroups() {
        if (uncounted.isEmpty()) {
            return;
        }
        var fresh = List.copyOf(uncounted);
        uncounted.clear();
        var mine = new FreshGroups(fresh);
        for (int n = 0; n < cluster.nodes().size(); n++) {
            ClusterNode node = cluster.nodes().get(n);
            if (node.node() == null || removed[n]) {
                continue;
            }
            if (target[n]) {
                registerNode(fresh, n);
            }
            List<Pod> pods = node.pods();
            int[] identities = pods.isEmpty() ? NO_PODS : cluster.podIdentities(n);
            for (int i = 0; i < identities.length; i++) {
                List<TopologyGroup> selecting = mine.selecting(identities[i]);
                if (!selecting.isEmpty() && counts(pods.get(i)) && !excluded(pods.get(i))) {
                    recordRunning(selecting, n);
                }
            }
        }
        for (Placement placement : placements) {
            record(mine.selecting(placement.identity()), placement);
        }
    }

    private static final int[] NO_PODS = new int[0];

    /// Of the groups that select pods, those that are new.
    private final class FreshGroups {
        private final List<TopologyGroup> fresh;
        private final List<@Nullable List<TopologyGroup>> byIdentity = new ArrayList<>();

        FreshGroups(List<TopologyGroup> fresh) {
            this.fresh = fresh;
        }

        List<TopologyGroup> selecting(int identity) {
            while (byIdentity.size() <= identity) {
                byIdentity.add(null);
            }
            List<TopologyGroup> known = byIdentity.get(identity);
            if (known == null) {
                known = new ArrayList<>(0);
                for (TopologyGroup group : TopologyTracker.this.selecting(counting, groups, identity)) {
                    if (fresh.contains(group)) {
                        known.add(group);
                    }
                }
                byIdentity.set(identity, known);
            }
            return known;
        }
    }

    private void registerNode(List<TopologyGroup> fresh, int node) {
        for (TopologyGroup group : fresh) {
            if (!group.key().hostname()) {
                int domain = group.key().domainOfNode(node);
                if (domain >= 0 && group.filter().admits(cluster, node)) {
                    group.register(domain);
                }
            }
        }
    }

    private void recordRunning(List<TopologyGroup> mine, int node) {
        for (TopologyGroup group : mine) {
            int domain = group.key().domainOfNode(node);
            if (domain >= 0 && (group.filter().everyNode() || group.filter().admits(cluster, node))) {
                group.record(domain);
            }
        }
    }

    private static boolean counts(Pod pod) {
        return pod.scheduled() && pod.active();
    }

    /// Records that a pod was placed on an existing node.
    ///
    /// @param identity number of the pod's labels
    /// @param own inverse groups that the pod's anti-affinity makes
    public void placedOnNode(int identity, TopologyGroup[] own, int node) {
        version++;
        var placement = new Placement(identity, node, -1, cluster.effectiveTaints(node));
        if (keepPlacements) {
            placements.add(placement);
        }
        record(selecting(counting, groups, identity), placement);
        for (TopologyGroup group : own) {
            int domain = group.key().domainOfNode(node);
            if (domain >= 0) {
                group.record(domain);
            }
        }
    }

    /// Records that a pod was placed on a new node.
    ///
    /// @param host number of the bin
    /// @param requirements what the node is now
    /// @param taints its taints
    public void placedOnNewNode(int identity, TopologyGroup[] own, int host, int requirements, int taints) {
        version++;
        var placement = new Placement(identity, host, requirements, taints);
        if (keepPlacements) {
            placements.add(placement);
        }
        record(selecting(counting, groups, identity), placement);
        for (TopologyGroup group : own) {
            if (group.key().hostname()) {
                group.record(host);
            } else {
                int[] listed = group.key().listed(requirements);
                if (listed != null) {
                    for (int domain : listed) {
                        group.record(domain);
                    }
                }
            }
        }
    }

    private boolean keepPlacements;

    /// Says that groups may still be created after pods were placed.
    public void keepPlacements() {
        keepPlacements = true;
    }

    private void record(List<TopologyGroup> mine, Placement placement) {
        boolean existing = placement.requirements() < 0;
        for (int i = 0; i < mine.size(); i++) {
            TopologyGroup group = mine.get(i);
            NodeFilter filter = group.filter();
            boolean admitted = filter.everyNode()
                    || (existing
                            ? filter.admits(cluster, placement.host())
                            : filter.admits(cluster, placement.requirements(), placement.taints()));
            if (!admitted) {
                continue;
            }
            if (group.key().hostname()) {
                group.record(placement.host());
            } else if (existing) {
                int domain = group.key().domainOfNode(placement.host());
                if (domain >= 0) {
                    group.record(domain);
                }
            } else {
                int[] listed = group.key().listed(placement.requirements());
                if (listed != null && (listed.length == 1 || group.kind() == TopologyGroup.Kind.ANTI_AFFINITY)) {
                    for (int domain : listed) {
                        group.record(domain);
                    }
                }
            }
        }
    }

    /// The number of a host that is opened now.
    public int openHost() {
        newHosts.add(newHosts.size());
        return cluster.nodes().size() + newHosts.size() - 1;
    }

    /// The name by which messages and host-name requirements know a host.
    public String hostname(int host) {
        return host < cluster.nodes().size()
                ? cluster.nodes().get(host).hostname()
                : String.format(
                        java.util.Locale.ROOT,
                        "hostname-placeholder-%04d",
                        host - cluster.nodes().size() + 1);
    }

    /// How many hosts there are.
    public int hosts() {
        return cluster.nodes().size() + newHosts.size();
    }

    /// All groups of a pod that a candidate has to satisfy are asked here for hosts.
    ///
    /// @param pod what the pod requires of host names, null for nothing
    public boolean hostAdmits(TopologyGroup group, int host, boolean self, @Nullable HostnameFilter pod) {
        boolean reachable = group.populated();
        if (pod != null && group.kind() == TopologyGroup.Kind.AFFINITY) {
            reachable = false;
            for (int h = 0; h < hosts() && !reachable; h++) {
                reachable = group.count(h) > 0 && pod.admits(hostname(h));
            }
        }
        if (pod != null && group.kind() != TopologyGroup.Kind.SPREAD && !pod.admits(hostname(host))) {
            return false;
        }
        return group.hostAdmits(host, self, reachable);
    }

    /// The domains of a key other than the host name that a pod may go to.
    ///
    /// @param pod what the pod strictly requires, as requirements id
    /// @param node domains of the candidate, null for all
    /// @param result room for all domains of the key
    /// @return whether there are any
    public boolean choose(TopologyGroup group, int pod, long @Nullable [] node, boolean self, long[] result) {
        return group.choose(group.key().allowed(pod), node, self, result);
    }

    /// Whether a pod may go to the one domain of an existing node.
    ///
    /// @param pod what the pod strictly requires, as requirements id
    public boolean admits(TopologyGroup group, int pod, int domain, boolean self) {
        return group.admits(domain, group.key().allowed(pod), self);
    }

    /// What a pod requires of host names.
    @FunctionalInterface
    public interface HostnameFilter {
        /// Whether the name is allowed.
        boolean admits(String hostname);
    }

    /// Words that a set of domains of a key needs.
    public static int words(TopologyGroup group) {
        return Math.max(1, Bits.words(group.key().size()));
    }
}
