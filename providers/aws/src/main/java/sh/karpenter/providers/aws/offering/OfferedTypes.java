package sh.karpenter.providers.aws.offering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import sh.karpenter.core.cloud.CatalogueOutcome.Catalogue;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.providers.aws.instancetype.InstanceTypes;
import sh.karpenter.providers.aws.instancetype.MachineType;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.pricing.PriceBook;
import sh.karpenter.providers.aws.pricing.Prices;

/// Instance types with their offerings, as they stand now. As long as nothing changes that a class's list
/// depends on, it is the same list with the same generation, so that what the core derived from it holds.
public final class OfferedTypes {
    private final InstanceTypes types;
    private final PriceBook prices;
    private final UnavailableOfferings unavailable;
    private final ReservationCounts counts;
    private final Map<String, Built> byClass = new HashMap<>();
    private long generation;

    public OfferedTypes(
            InstanceTypes types, PriceBook prices, UnavailableOfferings unavailable, ReservationCounts counts) {
        this.types = types;
        this.prices = prices;
        this.unavailable = unavailable;
        this.counts = counts;
    }

    /// All types for a class, those without available offerings included.
    public synchronized Catalogue list(NodeClass nodeClass) {
        InstanceTypes.Listed machines = types.list(nodeClass);
        Prices now = prices.prices();
        UnavailableOfferings.Marks marks = unavailable.marks();
        var inputs = new Inputs(
                machines.generation(), now.generation(), marks.generation(), counts.generation(), nodeClass.subnets());
        Built known = byClass.get(nodeClass.name());
        if (known != null && known.inputs().equals(inputs)) {
            return known.catalogue();
        }
        SortedSet<String> zones = types.catalog().allZones();
        var offerings = new Offerings(nodeClass, zones, now, marks, counts);
        var result = new ArrayList<InstanceType>(machines.types().size());
        for (MachineType machine : machines.types()) {
            result.add(machine.with(offerings.of(machine)));
        }
        var catalogue = new Catalogue(result, ++generation);
        byClass.put(nodeClass.name(), new Built(inputs, catalogue));
        return catalogue;
    }

    /// Forgets a class that is gone.
    public synchronized void forget(String nodeClass) {
        byClass.remove(nodeClass);
    }

    private record Inputs(long types, long prices, long marks, long counts, List<ResolvedSubnet> subnets) {}

    private record Built(Inputs inputs, Catalogue catalogue) {}
}
