package sh.karpenter.providers.aws.launch;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.providers.aws.label.AwsLabels;

/// A request for a capacity block names one type and one place: keeps the cheapest block. Before `block a 0.02,
/// block b 0.01`, after `block b 0.01`.
final class OneCapacityBlock implements LaunchFilter {
    @Override
    public List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        if (!need.allows(LabelKeys.RESERVED) || !blocks(types)) {
            return types;
        }
        Optional<Offering> cheapest = types.stream()
                .flatMap(type -> type.offerings().stream())
                .filter(offering -> isBlock(offering) && need.suits(offering))
                .min(Comparator.comparingDouble(Offering::pricePerHour));
        return cheapest.isEmpty() ? types : NarrowedTypes.keep(types, (_, offering) -> offering.equals(cheapest.get()));
    }

    /// Whether the first reserved offering is a block; the filter before has left one kind.
    private static boolean blocks(List<InstanceType> types) {
        return types.stream()
                .flatMap(type -> type.offerings().stream())
                .filter(Offering::reserved)
                .findFirst()
                .filter(OneCapacityBlock::isBlock)
                .isPresent();
    }

    private static boolean isBlock(Offering offering) {
        return NarrowedTypes.value(offering, AwsLabels.RESERVATION_TYPE).equals("capacity-block");
    }
}
