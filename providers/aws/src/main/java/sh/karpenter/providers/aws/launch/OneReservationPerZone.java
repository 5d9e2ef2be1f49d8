package sh.karpenter.providers.aws.launch;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;

/// EC2 takes one override per type and zone, so of several reservations there only the one with most room is asked:
/// before `m5.large a 3 left, m5.large a 7 left`, after `m5.large a 7 left`. Types without a reservation that has
/// room are dropped; where no type has one, nothing changes.
final class OneReservationPerZone implements LaunchFilter {
    @Override
    public List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        if (!need.allows(LabelKeys.RESERVED)) {
            return types;
        }
        List<InstanceType> reserved = NarrowedTypes.keep(
                types,
                (type, offering) -> roomiest(type, offering.zone(), need)
                        .filter(offering::equals)
                        .isPresent());
        return reserved.isEmpty() ? types : reserved;
    }

    private static Optional<Offering> roomiest(InstanceType type, String zone, LaunchNeed need) {
        return type.offerings().stream()
                .filter(offering -> offering.reserved() && offering.zone().equals(zone) && need.suits(offering))
                .max(Comparator.comparingInt(Offering::reservationCapacity));
    }
}
