package sh.karpenter.core.scheduling.sim;

import java.util.SortedSet;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.CompiledPool;

/// How many units of each reservation are left during a solve.
///
/// A node that could still become any of several reserved machines holds one unit of each of them, until it is
/// narrowed.
public final class ReservationBook {
    private final TreeMap<String, Integer> left = new TreeMap<>();

    /// Reads the reservations of all pools; where one occurs several times, the smallest capacity counts.
    public ReservationBook(CompiledCluster cluster) {
        String key = cluster.problem().labels().reservationId();
        if (key == null || !cluster.problem().options().reservedCapacity()) {
            return;
        }
        for (CompiledPool pool : cluster.pools()) {
            if (!pool.table().hasReservations()) {
                continue;
            }
            for (InstanceType type : pool.table().types()) {
                for (Offering offering : type.offerings()) {
                    String id = offering.reserved() ? id(offering, key) : "";
                    if (!id.isEmpty()) {
                        left.merge(id, offering.reservationCapacity(), Math::min);
                    }
                }
            }
        }
    }

    /// The reservation of an offering, empty when it has none.
    public static String id(Offering offering, String key) {
        return offering.requirements().byKey().containsKey(key)
                        && offering.requirements().values(key) instanceof ValueSet.Only only
                        && !only.values().isEmpty()
                ? only.values().first()
                : "";
    }

    /// Whether there are no reservations at all.
    public boolean isEmpty() {
        return left.isEmpty();
    }

    /// How many units are left.
    public int left(String reservation) {
        return left.getOrDefault(reservation, 0);
    }

    /// Changes what a node holds.
    public void exchange(SortedSet<String> before, SortedSet<String> after) {
        for (String id : before) {
            if (!after.contains(id)) {
                left.merge(id, 1, Integer::sum);
            }
        }
        for (String id : after) {
            if (!before.contains(id)) {
                left.merge(id, -1, Integer::sum);
            }
        }
    }
}
