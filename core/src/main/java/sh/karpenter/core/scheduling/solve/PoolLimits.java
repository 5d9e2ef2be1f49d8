package sh.karpenter.core.scheduling.solve;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.compiled.Bits;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.InstanceTypeTable;
import sh.karpenter.core.scheduling.compiled.ResourceAxes;
import sh.karpenter.core.scheduling.result.Rejection;

/// What the pools' limits leave during a solve. A new node counts with the largest machine that it may still
/// become when it is opened, so limits are never overrun by one batch, at the price of a second batch now and
/// then.
final class PoolLimits {
    private final CompiledCluster cluster;
    private final List<CompiledPool> pools;
    private final long[][] remaining;
    private final long[] @Nullable [] rows;
    private final int nodesAxis;

    PoolLimits(CompiledCluster cluster, boolean[] target) {
        this.cluster = cluster;
        this.pools = cluster.pools();
        this.remaining = new long[pools.size()][];
        this.rows = new long[pools.size()][];
        this.nodesAxis = cluster.axes().axis(ResourceNames.NODES);
        boolean limited = false;
        for (int p = 0; p < remaining.length; p++) {
            remaining[p] = pools.get(p).limits().clone();
            limited = limited || pools.get(p).limited() != 0;
        }
        if (limited) {
            subtractExisting(target);
        }
    }

    private void subtractExisting(boolean[] target) {
        for (int n = 0; n < target.length; n++) {
            String name = target[n] ? cluster.nodePool(n) : "";
            for (int p = 0; p < remaining.length; p++) {
                if (pools.get(p).limited() != 0 && pools.get(p).pool().name().equals(name)) {
                    subtract(cluster.nodes().get(n).machineCapacity(), p);
                    remaining[p][nodesAxis] = ResourceAxes.add(remaining[p][nodesAxis], -1);
                }
            }
        }
    }

    private void subtract(Resources capacity, int pool) {
        long limited = pools.get(pool).limited();
        while (limited != 0) {
            int axis = Long.numberOfTrailingZeros(limited);
            limited &= limited - 1;
            long amount = capacity.get(cluster.axes().name(axis));
            remaining[pool][axis] = ResourceAxes.add(remaining[pool][axis], -amount);
        }
    }

    /// The instance types of which the pool may have one more.
    long[] rows(int pool) {
        CompiledPool compiled = pools.get(pool);
        if (compiled.limited() == 0) {
            return compiled.rows();
        }
        long[] known = rows[pool];
        if (known == null) {
            InstanceTypeTable table = compiled.table();
            known = new long[compiled.rows().length];
            for (int row = Bits.next(compiled.rows(), 0); row >= 0; row = Bits.next(compiled.rows(), row + 1)) {
                if (within(pool, table.capacity(table.typeOfRow(row)))) {
                    Bits.add(known, row);
                }
            }
            rows[pool] = known;
        }
        return known;
    }

    private boolean within(int pool, long[] capacity) {
        long limited = pools.get(pool).limited();
        while (limited != 0) {
            int axis = Long.numberOfTrailingZeros(limited);
            limited &= limited - 1;
            if (capacity[axis] > remaining[pool][axis]) {
                return false;
            }
        }
        return true;
    }

    private boolean nodesExhausted(int pool) {
        return (pools.get(pool).limited() & (1L << nodesAxis)) != 0 && remaining[pool][nodesAxis] == 0;
    }

    /// Whether the pool may open no node at all.
    boolean exhausted(int pool) {
        return pools.get(pool).limited() != 0 && (nodesExhausted(pool) || Bits.isEmpty(rows(pool)));
    }

    /// Why the pool may open no node at all.
    Rejection explain(int pool) {
        CompiledPool compiled = pools.get(pool);
        return nodesExhausted(pool)
                ? new Rejection.NodeLimitExhausted(compiled.pool().name())
                : new Rejection.LimitsExceeded(
                        compiled.pool().name(), cluster.axes().resources(remaining[pool], compiled.limited()));
    }

    /// Counts a node that was opened with these instance types.
    void opened(int pool, long[] types) {
        CompiledPool compiled = pools.get(pool);
        if (compiled.limited() == 0) {
            return;
        }
        InstanceTypeTable table = compiled.table();
        long limited = compiled.limited();
        while (limited != 0) {
            int axis = Long.numberOfTrailingZeros(limited);
            limited &= limited - 1;
            remaining[pool][axis] = ResourceAxes.add(remaining[pool][axis], -table.greatestCapacity(axis, types));
        }
        long[] known = rows[pool];
        rows[pool] = null;
        // Far from a limit nothing changes; keeping the answer spares a pass over the types per node.
        if (known != null && Bits.count(known) == table.rows() && within(pool, table.greatestCapacity())) {
            rows[pool] = known;
        }
    }
}
