package sh.karpenter.providers.aws.launch;

import java.util.List;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.providers.aws.label.AwsLabels;

/// EC2 takes one kind of reservation per request: default, capacity block or interruptible. Keeps the kind that has
/// the cheapest offering, and only its offerings: before `block 0.01, default 0.00, on-demand 0.10`, after
/// `default 0.00`. Without any reserved offering nothing changes.
final class OneReservationKind implements LaunchFilter {
    private static final List<String> KINDS = List.of("default/false", "capacity-block/false", "default/true");

    @Override
    public List<InstanceType> narrow(List<InstanceType> types, LaunchNeed need) {
        if (!need.allows(LabelKeys.RESERVED)) {
            return types;
        }
        String best = "";
        double bestPrice = Double.MAX_VALUE;
        for (String kind : KINDS) {
            for (InstanceType type : types) {
                for (Offering offering : type.offerings()) {
                    if (is(kind, offering, need) && (best.isEmpty() || offering.pricePerHour() < bestPrice)) {
                        best = kind;
                        bestPrice = offering.pricePerHour();
                    }
                }
            }
        }
        String chosen = best;
        return chosen.isEmpty() ? types : NarrowedTypes.keep(types, (_, offering) -> is(chosen, offering, need));
    }

    private static boolean is(String kind, Offering offering, LaunchNeed need) {
        return offering.reserved()
                && need.suits(offering)
                && kind.equals(NarrowedTypes.value(offering, AwsLabels.RESERVATION_TYPE) + "/"
                        + NarrowedTypes.value(offering, AwsLabels.RESERVATION_INTERRUPTIBLE));
    }
}
