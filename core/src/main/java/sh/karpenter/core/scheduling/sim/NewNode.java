package sh.karpenter.core.scheduling.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import sh.karpenter.core.model.workload.HostPort;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.ResourceAxes;

/// A node that this solve opens: what it must be and hold so far, and the instance types that still can.
public final class NewNode implements SimulatedNode {
    private final CompiledPool pool;
    private final int host;
    private int requirements;
    private final long[] rows;
    private final long[] total;
    private long presence;
    private List<Pod> placed = List.of();
    private List<HostPort> hostPorts = List.of();
    private AttachedVolumes volumes = AttachedVolumes.none();
    private SortedSet<String> reservations = new TreeSet<>();
    private boolean minValuesRelaxed;

    /// An empty node of a pool.
    ///
    /// @param host its number among the hosts
    /// @param rows the instance types that it may be; not copied
    public NewNode(CompiledPool pool, int host, long[] rows) {
        this.pool = pool;
        this.host = host;
        this.rows = rows;
        this.requirements = pool.requirements();
        this.total = new long[pool.limits().length];
    }

    @Override
    public int host() {
        return host;
    }

    @Override
    public int taints() {
        return pool.taints();
    }

    @Override
    public List<Pod> placed() {
        return placed;
    }

    @Override
    public List<HostPort> hostPorts() {
        return hostPorts;
    }

    @Override
    public AttachedVolumes volumes() {
        return volumes;
    }

    /// Its pool.
    public CompiledPool pool() {
        return pool;
    }

    /// What it must be, as requirements id, without the host name.
    public int requirements() {
        return requirements;
    }

    /// The instance types that it may be.
    public long[] rows() {
        return rows;
    }

    /// What its pods ask for together, per axis, without daemons.
    public long[] total() {
        return total;
    }

    /// The axes that its pods name.
    public long presence() {
        return presence;
    }

    /// The reservations of which it holds one unit each.
    public SortedSet<String> reservations() {
        return reservations;
    }

    /// Whether a minimum of distinct values was lowered for it.
    public boolean minValuesRelaxed() {
        return minValuesRelaxed;
    }

    /// Puts a pod on the node and makes it what the attempt found it would become.
    public void place(Attempt attempt) {
        PodVariant variant = attempt.variant();
        if (placed.isEmpty()) {
            placed = new ArrayList<>(2);
        }
        placed.add(attempt.pod());
        requirements = attempt.requirements();
        System.arraycopy(attempt.rows(), 0, rows, 0, rows.length);
        long[] requests = variant.requests();
        for (int axis = 0; axis < total.length; axis++) {
            total[axis] = ResourceAxes.add(total[axis], requests[axis]);
        }
        presence |= variant.presence();
        if (!variant.shape().hostPorts().isEmpty()) {
            var ports = new ArrayList<>(hostPorts);
            ports.addAll(variant.shape().hostPorts());
            hostPorts = ports;
        }
        if (!variant.shape().volumes().isEmpty()) {
            volumes = volumes.and(variant.volumes());
        }
        reservations = attempt.reservations();
        minValuesRelaxed = minValuesRelaxed || attempt.minValuesRelaxed();
    }
}
