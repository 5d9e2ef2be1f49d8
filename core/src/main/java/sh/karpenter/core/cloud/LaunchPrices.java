package sh.karpenter.core.cloud;

import java.util.List;
import java.util.Set;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirements;

/// What launching an instance type may cost under given requirements, per hour. Only offerings that can be
/// launched now count; with none the price is infinite.
///
/// Source: Karpenter documentation, "Disruption / Consolidation".
public final class LaunchPrices {
    private static final List<String> BY_LIKELIHOOD = List.of(LabelKeys.RESERVED, LabelKeys.SPOT, LabelKeys.ON_DEMAND);

    private LaunchPrices() {}

    /// The price of the cheapest offering.
    ///
    /// @param wellKnown keys that an offering need not define
    public static double cheapest(InstanceType type, Requirements requirements, Set<String> wellKnown) {
        double cheapest = Double.POSITIVE_INFINITY;
        for (Offering offering : type.offerings()) {
            if (offering.pricePerHour() < cheapest && launchable(offering, requirements, wellKnown)) {
                cheapest = offering.pricePerHour();
            }
        }
        return cheapest;
    }

    /// The highest price that a launch can come to: of the capacity type that the provider would use (reserved
    /// before spot before on-demand) the dearest offering.
    ///
    /// @param wellKnown keys that an offering need not define
    public static double worst(InstanceType type, Requirements requirements, Set<String> wellKnown) {
        for (String capacityType : BY_LIKELIHOOD) {
            double worst = Double.NEGATIVE_INFINITY;
            for (Offering offering : type.offerings()) {
                if (offering.capacityType().equals(capacityType)
                        && offering.pricePerHour() > worst
                        && launchable(offering, requirements, wellKnown)) {
                    worst = offering.pricePerHour();
                }
            }
            if (worst > Double.NEGATIVE_INFINITY) {
                return worst;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static boolean launchable(Offering offering, Requirements requirements, Set<String> wellKnown) {
        return offering.launchable() && requirements.compatible(offering.requirements(), wellKnown);
    }
}
