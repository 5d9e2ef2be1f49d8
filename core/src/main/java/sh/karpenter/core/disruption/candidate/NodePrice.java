package sh.karpenter.core.disruption.candidate;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.scheduling.problem.PoolCatalogue;

/// What a node that runs costs per hour: the price of the first offering of its instance type in its zone and
/// of its capacity type, whether or not that could be launched now.
final class NodePrice {
    private NodePrice() {}

    /// The price, empty when it is not known.
    static OptionalDouble of(@Nullable InstanceType type, String zone, String capacityType) {
        if (type != null) {
            for (Offering offering : type.offerings()) {
                if (offering.zone().equals(zone) && offering.capacityType().equals(capacityType)) {
                    return Double.isNaN(offering.pricePerHour())
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(offering.pricePerHour());
                }
            }
        }
        return OptionalDouble.empty();
    }

    /// The node's instance type, null when the catalogue does not list it.
    static @Nullable InstanceType type(PoolCatalogue catalogue, ClusterNode node) {
        String name = node.labels().getOrDefault(LabelKeys.INSTANCE_TYPE, "");
        for (InstanceType type : catalogue.types()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
