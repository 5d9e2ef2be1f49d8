package sh.karpenter.core.cloud;

import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Resources;

/// One way to buy an instance type: a zone, a capacity type, a price.
///
/// @param requirements at least zone and capacity type; a reserved offering names its reservation, the others
/// say that the reservation labels do not exist
/// @param pricePerHour in the provider's currency
/// @param available whether it is healthy: a launch is worth trying
/// @param reservationCapacity instances left in its reservation; a full, healthy reservation is available with 0
/// @param capacityOverride amounts that replace the type's capacity here, null for none
/// @param overheadOverride amounts that replace the type's overhead here, null for none
public record Offering(
        Requirements requirements,
        double pricePerHour,
        boolean available,
        int reservationCapacity,
        @Nullable Resources capacityOverride,
        @Nullable Resources overheadOverride) {

    /// An offering of a zone and a capacity type without reservation and overrides.
    public static Offering of(Requirements requirements, double pricePerHour, boolean available) {
        return new Offering(requirements, pricePerHour, available, 0, null, null);
    }

    /// Whether a launch can succeed: available and, where its capacity type may be reserved, with reservation
    /// capacity left.
    public boolean launchable() {
        return available && (!reserved() || reservationCapacity > 0);
    }

    /// Whether its capacity type is a reservation; an offering without capacity type is not.
    public boolean reserved() {
        return requirements.byKey().containsKey(LabelKeys.CAPACITY_TYPE)
                && requirements.values(LabelKeys.CAPACITY_TYPE).contains(LabelKeys.RESERVED);
    }

    /// Its zone, empty when it has none.
    public String zone() {
        return single(LabelKeys.ZONE);
    }

    /// Its capacity type, empty when it has none.
    public String capacityType() {
        return single(LabelKeys.CAPACITY_TYPE);
    }

    private String single(String key) {
        return requirements.byKey().containsKey(key)
                        && requirements.values(key) instanceof ValueSet.Only only
                        && !only.values().isEmpty()
                ? only.values().first()
                : "";
    }
}
