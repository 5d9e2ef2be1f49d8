package sh.karpenter.local.aws.ec2.capacity;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The capacity reservations and placement groups of the account. Not safe for use by several threads: the caller
/// holds the account's lock.
public final class Reservations {
    private final SortedMap<String, CapacityReservation> reservations = new TreeMap<>();
    private final SortedMap<String, PlacementGroup> groups = new TreeMap<>();

    /// Adds or replaces a reservation.
    public void put(CapacityReservation reservation) {
        reservations.put(reservation.id(), reservation);
    }

    /// The reservation of this id, null when there is none.
    public @Nullable CapacityReservation reservation(String id) {
        return reservations.get(id);
    }

    /// All reservations by id.
    public Collection<CapacityReservation> reservations() {
        return reservations.values();
    }

    /// Adds or replaces a placement group.
    public void put(PlacementGroup group) {
        groups.put(group.id(), group);
    }

    /// Removes a placement group.
    public void remove(PlacementGroup group) {
        groups.remove(group.id());
    }

    /// The placement group of this id or, without one, of this name; null when there is none.
    public @Nullable PlacementGroup group(@Nullable String id, @Nullable String name) {
        return groups.values().stream()
                .filter(group ->
                        id != null ? group.id().equals(id) : group.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// All placement groups by id.
    public Collection<PlacementGroup> groups() {
        return groups.values();
    }
}
