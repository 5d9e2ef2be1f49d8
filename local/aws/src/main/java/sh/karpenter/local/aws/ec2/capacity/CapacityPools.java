package sh.karpenter.local.aws.ec2.capacity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The limits of all capacity pools. Without a limit a pool never runs out. Not safe for use by several threads:
/// the caller holds the account's lock.
public final class CapacityPools {
    private final List<CapacityLimit> limits = new ArrayList<>();

    /// Sets a limit; one for the same pools is replaced.
    public void limit(CapacityLimit limit) {
        limits.removeIf(limit::samePools);
        limits.add(limit);
    }

    /// Removes all limits.
    public void clear() {
        limits.clear();
    }

    /// The limits in the order they were set.
    public List<CapacityLimit> limits() {
        return List.copyOf(limits);
    }

    /// The first limit that one more instance of a pool would break.
    ///
    /// @param inUse the pool of every instance that exists
    /// @return null when there is room
    public @Nullable CapacityLimit broken(CapacityPool pool, Collection<CapacityPool> inUse) {
        for (var limit : limits) {
            if (limit.covers(pool) && used(limit, inUse) >= limit.instances()) {
                return limit;
            }
        }
        return null;
    }

    /// How many more instances a pool can give, [Integer#MAX_VALUE] without a limit.
    public int room(CapacityPool pool, Collection<CapacityPool> inUse) {
        int room = Integer.MAX_VALUE;
        for (var limit : limits) {
            if (limit.covers(pool)) {
                room = Math.min(room, Math.max(0, limit.instances() - used(limit, inUse)));
            }
        }
        return room;
    }

    private static int used(CapacityLimit limit, Collection<CapacityPool> inUse) {
        int used = 0;
        for (var pool : inUse) {
            if (limit.covers(pool)) {
                used++;
            }
        }
        return used;
    }
}
