package sh.karpenter.providers.aws.offering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.NodePools;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.metrics.ProviderMeters.OfferingReading;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.NodeClasses;

/// Shows every minute which offerings are available and what they cost, over the node classes of all pools: an
/// offering is available when it is so for one of them. Zones without a reservation show a reserved offering
/// that is not available.
public final class OfferingGauges implements Supplier<Requeue> {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final NodePools pools;
    private final NodeClasses classes;
    private final OfferedTypes types;
    private final ProviderMeters meters;
    private final boolean reservations;

    /// @param reservations whether capacity reservations are minded
    public OfferingGauges(
            NodePools pools, NodeClasses classes, OfferedTypes types, ProviderMeters meters, boolean reservations) {
        this.pools = pools;
        this.classes = classes;
        this.types = types;
        this.meters = meters;
        this.reservations = reservations;
    }

    @Override
    public Requeue get() {
        meters.offerings(readings(lists()));
        return Requeue.after(INTERVAL);
    }

    private List<List<InstanceType>> lists() {
        Map<String, List<InstanceType>> byClass = new TreeMap<>();
        for (NodePool pool : pools.list()) {
            var ref = pool.getSpec().template().spec().nodeClassRef();
            NodeClass nodeClass = ref.group().equals(AwsLabels.DOMAIN) ? classes.find(ref.name()) : null;
            if (nodeClass != null && !nodeClass.subnets().isEmpty()) {
                byClass.computeIfAbsent(ref.name(), _ -> types.list(nodeClass).types());
            }
        }
        return List.copyOf(byClass.values());
    }

    private record Place(String type, String capacityType, String zone) {}

    private record Worth(boolean available, double price) {}

    private List<OfferingReading> readings(List<List<InstanceType>> lists) {
        var worths = new HashMap<Place, Worth>();
        for (List<InstanceType> list : lists) {
            for (InstanceType type : list) {
                for (Offering offering : type.offerings()) {
                    worths.merge(
                            new Place(type.name(), offering.capacityType(), offering.zone()),
                            new Worth(offering.available(), offering.pricePerHour()),
                            (known, one) -> new Worth(known.available() || one.available(), one.price()));
                    if (reservations) {
                        worths.putIfAbsent(
                                new Place(type.name(), LabelKeys.RESERVED, offering.zone()), new Worth(false, 0));
                    }
                }
            }
        }
        var readings = new ArrayList<OfferingReading>(worths.size());
        worths.forEach((place, worth) -> readings.add(new OfferingReading(
                place.type(), place.capacityType(), place.zone(), worth.available(), worth.price())));
        return readings;
    }
}
