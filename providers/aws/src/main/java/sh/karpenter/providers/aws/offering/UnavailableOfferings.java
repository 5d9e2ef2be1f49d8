package sh.karpenter.providers.aws.offering;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import sh.karpenter.core.model.label.LabelKeys;

/// What EC2 recently refused to sell. A mark lasts three minutes; marking again starts them anew.
public final class UnavailableOfferings {
    private static final Duration LASTS = Duration.ofMinutes(3);

    private final InstantSource clock;
    private final Map<Mark, Instant> offerings = new HashMap<>();
    private final Map<String, Instant> capacityTypes = new HashMap<>();
    private final Map<String, Instant> subnets = new HashMap<>();
    private Marks current = new Marks(Set.of(), Set.of(), Set.of(), 0);

    public UnavailableOfferings(InstantSource clock) {
        this.clock = clock;
    }

    /// Marks a capacity type of an instance type in a zone.
    public void markOffering(String capacityType, String instanceType, String zone) {
        mark(offerings, new Mark(capacityType, instanceType, zone, ""));
    }

    /// Marks one reservation; others of the same type and zone are not touched.
    public void markReservation(String instanceType, String zone, String reservationId) {
        mark(offerings, new Mark(LabelKeys.RESERVED, instanceType, zone, reservationId));
    }

    /// Marks an offering for machines in a placement group only.
    public void markInPlacementGroup(String capacityType, String instanceType, String zone, String group) {
        mark(offerings, new Mark(capacityType, instanceType, zone, group));
    }

    /// Marks a capacity type altogether.
    public void markCapacityType(String capacityType) {
        mark(capacityTypes, capacityType);
    }

    /// Marks a subnet that has no free addresses.
    public void markSubnet(String subnetId) {
        mark(subnets, subnetId);
    }

    private synchronized <K> void mark(Map<K, Instant> marks, K key) {
        if (marks.put(key, clock.instant().plus(LASTS)) == null) {
            snapshot();
        }
    }

    /// The marks that hold now.
    public synchronized Marks marks() {
        Instant now = clock.instant();
        boolean expired = offerings.values().removeIf(end -> !end.isAfter(now));
        expired |= capacityTypes.values().removeIf(end -> !end.isAfter(now));
        expired |= subnets.values().removeIf(end -> !end.isAfter(now));
        if (expired) {
            snapshot();
        }
        return current;
    }

    private void snapshot() {
        current = new Marks(
                new HashSet<>(offerings.keySet()),
                new HashSet<>(capacityTypes.keySet()),
                new HashSet<>(subnets.keySet()),
                current.generation() + 1);
    }

    /// One offering.
    ///
    /// @param scope the reservation or the placement group that the mark is about, empty for none
    record Mark(String capacityType, String instanceType, String zone, String scope) {}

    /// The marks of one moment.
    ///
    /// @param offerings marked offerings
    /// @param capacityTypes marked capacity types
    /// @param subnets ids of marked subnets
    /// @param generation equal numbers mean equal marks
    public record Marks(Set<Mark> offerings, Set<String> capacityTypes, Set<String> subnets, long generation) {
        public Marks {
            offerings = Set.copyOf(offerings);
            capacityTypes = Set.copyOf(capacityTypes);
            subnets = Set.copyOf(subnets);
        }

        /// Whether an on-demand or spot offering is marked, for machines in a placement group or in none.
        ///
        /// @param placementGroup the group's id, empty for none
        public boolean covers(String capacityType, String instanceType, String zone, String placementGroup) {
            return capacityTypes.contains(capacityType)
                    || offerings.contains(new Mark(capacityType, instanceType, zone, ""))
                    || (!placementGroup.isEmpty()
                            && offerings.contains(new Mark(capacityType, instanceType, zone, placementGroup)));
        }

        /// Whether a reservation is marked.
        public boolean coversReservation(String instanceType, String zone, String reservationId) {
            return capacityTypes.contains(LabelKeys.RESERVED)
                    || offerings.contains(new Mark(LabelKeys.RESERVED, instanceType, zone, reservationId));
        }
    }
}
