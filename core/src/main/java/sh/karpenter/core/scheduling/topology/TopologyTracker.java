package sh.karpenter.core.scheduling.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;

/// Keeps the counts of all topology constraints of a solve.
///
/// 1. Each distinct constraint of a pod to place becomes a [TopologyGroup], which starts with the pods that run
///    already; pods of the batch itself are not counted where they ran before.
/// 2. Required anti-affinity also works the other way: for each such term of a running pod or of a pod to place
///    there is an *inverse* group that counts where the term's owners are and keeps away the pods that the term
///    selects.
/// 3. When a pod is placed, every group that selects it counts it: anti-affinity in every domain that the node
///    may still end up in, the others only once the domain is known.
///
/// What runs is counted once for many solves, see [RunningTopology]; this is one solve's view of it.
public final class TopologyTracker {
    private final RunningTopology running;
    private final TopologyJournal journal;
    private final CompiledCluster cluster;
    private final Uncounted uncounted;

    /// The groups of this solve, by the number of what makes them the same group.
    private final LinkedHashMap<Integer, TopologyGroup> groups = new LinkedHashMap<>();
    private final List<@Nullable List<TopologyGroup>> counting = new ArrayList<>();
    private final List<@Nullable List<TopologyGroup>> repelling = new ArrayList<>();
    private final List<Placement> placements = new ArrayList<>();
    private int newHosts;

    /// A pod of this solve that was placed: kept for groups that come into being later.
    private record Placement(int identity, int host, int requirements, int taints) {}

    /// What does not count in a solve though it is there: nodes that are thought away (they give no domains), and
    /// the pods to place where they are now.
    ///
    /// @param nodes the nodes thought away
    /// @param pods per pod that does not count: on which node it runs
    /// @param identities per pod: number of its labels
    /// @param repellers running pods with required anti-affinity that do not count
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    public record Uncounted(int[] nodes, int[] pods, int[] identities, List<CompiledCluster.Repeller> repellers) {
        /// Everything counts.
        public static final Uncounted NOTHING = new Uncounted(new int[0], new int[0], new int[0], List.of());
    }

    /// Begins a solve.
    ///
    /// @param running the running pods, changed until [RunningTopology#undo]
    public TopologyTracker(RunningTopology running, Uncounted uncounted) {
        this.running = running;
        this.journal = running.journal();
        this.cluster = running.cluster();
        this.uncounted = uncounted;
        for (CompiledCluster.Repeller repeller : uncounted.repellers()) {
            for (TopologyGroup group : running.inverseOf(repeller.pod().shape())) {
                journal.disown(group);
                int domain = group.key().domainOfNode(repeller.node());
                if (domain >= 0) {
                    journal.unrecord(group, domain);
                }
            }
        }
    }

    /// The groups of a pod's own constraints, created where they are new.
    public TopologyGroup[] groupsOf(PodShape shape) {
        if (shape.topologySpread().isEmpty() && !hasAffinity(shape)) {
            return NONE;
        }
        List<RunningTopology.Constraint> constraints = running.constraintsOf(shape);
        var result = new ArrayList<TopologyGroup>(constraints.size());
        for (RunningTopology.Constraint constraint : constraints) {
            TopologyGroup group = groups.get(constraint.identity());
            if (group == null) {
                group = constraint.group();
                groups.put(constraint.identity(), group);
                join(group);
            }
            if (!result.contains(group)) {
                result.add(group);
            }
        }
        return result.toArray(NONE);
    }

    /// A group becomes part of this solve.
    private void join(TopologyGroup group) {
        boolean every = group.filter().everyNode();
        for (int i = 0; i < uncounted.pods().length; i++) {
            if (running.selects(group, uncounted.identities()[i])) {
                int node = uncounted.pods()[i];
                int domain = group.key().domainOfNode(node);
                if (domain >= 0 && (every || group.filter().admits(cluster, node))) {
                    journal.unrecord(group, domain);
                }
            }
        }
        for (int node : uncounted.nodes()) {
            if (!group.key().hostname() && running.givesDomains(node)) {
                int domain = group.key().domainOfNode(node);
                if (domain >= 0 && (every || group.filter().admits(cluster, node))) {
                    journal.unregister(group, domain);
                }
            }
        }
        for (int i = 0; i < counting.size(); i++) {
            List<TopologyGroup> selecting = counting.get(i);
            if (selecting != null && running.selects(group, i)) {
                selecting.add(group);
            }
        }
        for (Placement placement : placements) {
            if (running.selects(group, placement.identity())) {
                record(group, placement);
            }
        }
    }

    /// The inverse groups that a pod's required anti-affinity makes.
    public TopologyGroup[] inverseGroupsOf(PodShape shape) {
        TopologyGroup[] made = running.inverseOf(shape);
        for (TopologyGroup group : made) {
            journal.own(group);
        }
        if (made.length > 0) {
            repelling.clear();
        }
        return made;
    }

    private static final TopologyGroup[] NONE = new TopologyGroup[0];

    private static boolean hasAffinity(PodShape shape) {
        return !shape.requiredPodAffinity().isEmpty()
                || !shape.requiredPodAntiAffinity().isEmpty()
                || !shape.preferredPodAffinity().isEmpty()
                || !shape.preferredPodAntiAffinity().isEmpty();
    }

    /// The inverse groups that keep pods of these labels away from some domains.
    ///
    /// @param identity as [sh.karpenter.core.scheduling.compiled.CompiledShape#identity]
    public List<TopologyGroup> repelling(int identity) {
        while (repelling.size() <= identity) {
            repelling.add(null);
        }
        List<TopologyGroup> known = repelling.get(identity);
        if (known == null) {
            known = owned(running.repelling(identity));
            repelling.set(identity, known);
        }
        return known;
    }

    /// Those that some pod of this solve or some running pod still makes.
    private static List<TopologyGroup> owned(List<TopologyGroup> all) {
        var owned = new ArrayList<TopologyGroup>(all.size());
        for (TopologyGroup group : all) {
            if (group.owners() > 0) {
                owned.add(group);
            }
        }
        return owned;
    }

    /// The groups that select pods of these labels, worked out when first asked for.
    private List<TopologyGroup> counting(int identity) {
        while (counting.size() <= identity) {
            counting.add(null);
        }
        List<TopologyGroup> known = counting.get(identity);
        if (known == null) {
            known = new ArrayList<>(0);
            for (TopologyGroup group : groups.sequencedValues()) {
                if (running.selects(group, identity)) {
                    known.add(group);
                }
            }
            counting.set(identity, known);
        }
        return known;
    }

    /// Whether a group selects pods of these labels.
    public boolean selects(TopologyGroup group, int identity) {
        return running.selects(group, identity);
    }

    /// Records that a pod was placed on an existing node.
    ///
    /// @param identity number of the pod's labels
    /// @param own inverse groups that the pod's anti-affinity makes
    public void placedOnNode(int identity, TopologyGroup[] own, int node) {
        placed(new Placement(identity, node, -1, cluster.effectiveTaints(node)));
        for (TopologyGroup group : own) {
            int domain = group.key().domainOfNode(node);
            if (domain >= 0) {
                journal.record(group, domain);
            }
        }
    }

    /// Records that a pod was placed on a new node.
    ///
    /// @param host number of the bin
    /// @param requirements what the node is now
    /// @param taints its taints
    public void placedOnNewNode(int identity, TopologyGroup[] own, int host, int requirements, int taints) {
        placed(new Placement(identity, host, requirements, taints));
        for (TopologyGroup group : own) {
            if (group.key().hostname()) {
                journal.record(group, host);
            } else {
                int[] listed = group.key().listed(requirements);
                if (listed != null) {
                    for (int domain : listed) {
                        journal.record(group, domain);
                    }
                }
            }
        }
    }

    private void placed(Placement placement) {
        placements.add(placement);
        List<TopologyGroup> selecting = counting(placement.identity());
        for (int i = 0; i < selecting.size(); i++) {
            record(selecting.get(i), placement);
        }
    }

    private void record(TopologyGroup group, Placement placement) {
        boolean existing = placement.requirements() < 0;
        NodeFilter filter = group.filter();
        boolean admitted = filter.everyNode()
                || (existing
                        ? filter.admits(cluster, placement.host())
                        : filter.admits(cluster, placement.requirements(), placement.taints()));
        if (!admitted) {
            return;
        }
        if (group.key().hostname()) {
            journal.record(group, placement.host());
        } else if (existing) {
            int domain = group.key().domainOfNode(placement.host());
            if (domain >= 0) {
                journal.record(group, domain);
            }
        } else {
            int[] listed = group.key().listed(placement.requirements());
            if (listed != null && (listed.length == 1 || group.kind() == TopologyGroup.Kind.ANTI_AFFINITY)) {
                for (int domain : listed) {
                    journal.record(group, domain);
                }
            }
        }
    }

    /// The number of a host that is opened now.
    public int openHost() {
        newHosts++;
        return cluster.nodes().size() + newHosts - 1;
    }

    /// The name by which messages and host-name requirements know a host.
    public String hostname(int host) {
        return host < cluster.nodes().size()
                ? cluster.nodes().get(host).hostname()
                : placeholder(host - cluster.nodes().size() + 1);
    }

    /// The number has at least four digits.
    private static String placeholder(int number) {
        String digits = Integer.toString(number);
        return "hostname-placeholder-" + "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    /// How many hosts there are.
    public int hosts() {
        return cluster.nodes().size() + newHosts;
    }

    /// All groups of a pod that a candidate has to satisfy are asked here for hosts.
    ///
    /// @param pod what the pod requires of host names, null for nothing
    public boolean hostAdmits(TopologyGroup group, int host, boolean self, @Nullable ValueSet pod) {
        boolean reachable = group.populated();
        if (pod != null && group.kind() == TopologyGroup.Kind.AFFINITY) {
            reachable = false;
            for (int h = 0; h < hosts() && !reachable; h++) {
                reachable = group.count(h) > 0 && pod.contains(hostname(h));
            }
        }
        if (pod != null && group.kind() != TopologyGroup.Kind.SPREAD && !pod.contains(hostname(host))) {
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

    /// Words that a set of domains of a key needs.
    public static int words(TopologyGroup group) {
        return Math.max(1, Bits.words(group.key().size()));
    }
}
