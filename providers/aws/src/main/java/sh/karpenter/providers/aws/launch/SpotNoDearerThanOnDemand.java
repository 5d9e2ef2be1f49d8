package sh.karpenter.providers.aws.launch;

import java.util.List;
import java.util.OptionalDouble;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;

/// Where both spot and on-demand will do, leaves out spot offerings that cost more than the cheapest on-demand one:
/// before `spot 0.05, spot 0.30, on-demand 0.10`, after `spot 0.05, on-demand 0.10`. EC2's spot strategy minds
/// interruptions more than prices and might take the dear one. Not where the claim counts values.
final class SpotNoDearerThanOnDemand implements LaunchFilter {
    @Override
    public List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        if (!need.minValues().isEmpty() || !need.allows(LabelKeys.SPOT) || !need.allows(LabelKeys.ON_DEMAND)) {
            return types;
        }
        OptionalDouble onDemand = cheapest(types, need, LabelKeys.ON_DEMAND);
        if (onDemand.isEmpty() || cheapest(types, need, LabelKeys.SPOT).isEmpty()) {
            return types;
        }
        double limit = onDemand.getAsDouble();
        return NarrowedTypes.keep(
                types,
                (_, offering) -> !offering.capacityType().equals(LabelKeys.SPOT) || offering.pricePerHour() <= limit);
    }

    private static OptionalDouble cheapest(List<InstanceType> types, LaunchNeed need, String capacityType) {
        return types.stream()
                .flatMap(type -> type.offerings().stream())
                .filter(offering -> offering.capacityType().equals(capacityType) && need.suits(offering))
                .mapToDouble(Offering::pricePerHour)
                .min();
    }
}
