package sh.karpenter.core.scheduling.sim;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.compiled.RequirementTable;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// One try to put a pod on a node: what is asked, and what the node would become if it said yes.
///
/// One object serves all tries of a solve, so that a try allocates nothing. [#begin] starts a try; the checks
/// narrow it step by step; a node takes over the outcome when the pod is placed.
public final class Attempt {
    private final CompiledCluster cluster;
    private final TopologyTracker topology;
    private final ReservationBook reservationBook;

    private @Nullable Pod pod;
    private @Nullable PodVariant variant;
    private @Nullable SimulatedNode node;
    private boolean opening;
    private int times;
    private int alternative;
    private int requirements;
    private int beforeTopology;
    private long[] rows = new long[1];
    private final long[] total;
    private long @Nullable [] attachable;
    private SortedSet<String> reservations = Collections.emptySortedSet();
    private boolean minValuesRelaxed;
    private boolean reservationShort;
    private int tie;
    private int ties;
    private long[] domains = new long[1];
    private long[] moreDomains = new long[1];
    private long[] fitting = new long[1];
    private boolean lastGroupSaidNever;

    /// An attempt for the solves of a cluster.
    public Attempt(CompiledCluster cluster, TopologyTracker topology, ReservationBook reservationBook) {
        this.cluster = cluster;
        this.topology = topology;
        this.reservationBook = reservationBook;
        this.total = new long[cluster.axes().count()];
    }

    /// Starts a try.
    ///
    /// @param opening whether the node would be opened by it
    public void begin(Pod pod, PodVariant variant, SimulatedNode node, boolean opening) {
        this.pod = pod;
        this.variant = variant;
        this.node = node;
        this.opening = opening;
        this.times = 1;
        this.alternative = 0;
        this.attachable = null;
        this.minValuesRelaxed = false;
        this.reservationShort = false;
        this.tie = 0;
        this.ties = 1;
        this.reservations = Collections.emptySortedSet();
        this.requirements = RequirementTable.NONE;
    }

    /// The cluster.
    public CompiledCluster cluster() {
        return cluster;
    }

    /// The counts of topology constraints.
    public TopologyTracker topology() {
        return topology;
    }

    /// Who holds which reservation.
    public ReservationBook reservationBook() {
        return reservationBook;
    }

    /// The pod.
    public Pod pod() {
        return Objects.requireNonNull(pod);
    }

    /// The pod's shape as far as it has given up preferences.
    public PodVariant variant() {
        return Objects.requireNonNull(variant);
    }

    /// The node.
    public SimulatedNode node() {
        return Objects.requireNonNull(node);
    }

    /// Whether the node would be opened for this pod.
    public boolean opening() {
        return opening;
    }

    /// How many pods like the pod are to join together.
    public int times() {
        return times;
    }

    /// Lets several pods like the pod join together.
    public void times(int pods) {
        times = pods;
    }

    /// Goes on to another pod like the one that was tried: what was found holds for it too.
    public void pod(Pod like) {
        pod = like;
    }

    /// Which alternative of its volumes' zones is tried.
    public int alternative() {
        return alternative;
    }

    /// Tries another alternative of the volumes' zones.
    public void alternative(int index) {
        alternative = index;
    }

    /// What a new node would have to be.
    public int requirements() {
        return requirements;
    }

    /// Narrows what a new node would have to be.
    public void requirements(int id) {
        requirements = id;
    }

    /// What a new node would have to be before topology had its say.
    public int beforeTopology() {
        return beforeTopology;
    }

    /// Marks that topology narrows from here on.
    public void markBeforeTopology() {
        beforeTopology = requirements;
    }

    /// The instance types that would be left of a new node; to be filled by the check of instance types.
    public long[] rows() {
        return rows;
    }

    /// Makes room for the instance types of a table.
    public long[] rowsFor(InstanceTypeTable table) {
        if (rows.length != table.words()) {
            rows = new long[table.words()];
        }
        return rows;
    }

    /// Room for amounts per axis.
    public long[] total() {
        return total;
    }

    /// The instance types that can attach the volumes, null for all.
    public long @Nullable [] attachable() {
        return attachable;
    }

    /// Limits the instance types to those that can attach the volumes.
    public void attachable(long[] rowSet) {
        attachable = rowSet;
    }

    /// The reservations that a new node would hold.
    public SortedSet<String> reservations() {
        return reservations;
    }

    /// Sets the reservations that a new node would hold.
    public void reservations(SortedSet<String> ids) {
        reservations = ids;
    }

    /// Whether a minimum of distinct values would be lowered.
    public boolean minValuesRelaxed() {
        return minValuesRelaxed;
    }

    /// Says that a minimum of distinct values would be lowered.
    public void relaxMinValues() {
        minValuesRelaxed = true;
    }

    /// Whether it failed because reserved capacity is short, so that the pod should wait rather than go elsewhere.
    public boolean reservationShort() {
        return reservationShort;
    }

    /// Says that the pod should wait for reserved capacity.
    public void waitForReservation() {
        reservationShort = true;
    }

    /// Which of several equally good combinations of topology domains is to be taken.
    public int tie() {
        return tie;
    }

    /// Takes another of the equally good combinations.
    public void tie(int index) {
        tie = index;
    }

    /// How many equally good combinations there are.
    public int ties() {
        return ties;
    }

    /// Says how many equally good combinations there are.
    public void ties(int count) {
        ties = count;
    }

    /// Room for a set of domains.
    public long[] domains(int words) {
        if (domains.length != words) {
            domains = new long[words];
        }
        return domains;
    }

    /// Room for a second set of domains.
    public long[] moreDomains(int words) {
        if (moreDomains.length != words) {
            moreDomains = new long[words];
        }
        return moreDomains;
    }

    /// Room for a set of instance types.
    public long[] fitting(int words) {
        if (fitting.length != words) {
            fitting = new long[words];
        }
        return fitting;
    }

    /// Whether the constraint that left no domain will never leave one.
    public boolean lastGroupSaidNever() {
        return lastGroupSaidNever;
    }

    /// Says whether the constraint that left no domain will never leave one.
    public void lastGroupSaidNever(boolean never) {
        lastGroupSaidNever = never;
    }
}
