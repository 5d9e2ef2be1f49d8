package sh.karpenter.providers.aws.offering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.kube.api.aws.ResolvedSubnet;
import sh.karpenter.providers.aws.instancetype.MachineType;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.pricing.Prices;

/// The ways to buy an instance type under a node class: one offering per zone and capacity type, and one per
/// capacity reservation.
///
/// An offering is available when nothing speaks against it: the type fits the class and is sold in a zone where
/// the class has a subnet, a price is known, and EC2 did not refuse it lately. How full a reservation is does
/// not make it unavailable; that is its capacity, a number of its own.
final class Offerings {
    /// Reserved machines are paid for already. They get a price that is as good as nothing and still keeps their
    /// order.
    private static final double RESERVED_DIVISOR = 10_000_000;

    private final NodeClass nodeClass;
    private final SortedSet<String> regionZones;
    private final Prices prices;
    private final UnavailableOfferings.Marks marks;
    private final ReservationCounts counts;
    private final Map<String, String> zoneIds;
    private final Set<String> fullZones;

    Offerings(
            NodeClass nodeClass,
            SortedSet<String> regionZones,
            Prices prices,
            UnavailableOfferings.Marks marks,
            ReservationCounts counts) {
        this.nodeClass = nodeClass;
        this.regionZones = regionZones;
        this.prices = prices;
        this.marks = marks;
        this.counts = counts;
        this.zoneIds = nodeClass.zones();
        this.fullZones = fullZones(nodeClass.subnets(), marks.subnets());
    }

    /// All offerings of a type.
    List<Offering> of(MachineType type) {
        var result = new ArrayList<Offering>();
        ValueSet capacityTypes = type.requirements().values(LabelKeys.CAPACITY_TYPE);
        for (String zone : regionZones) {
            for (String capacityType : List.of(LabelKeys.ON_DEMAND, LabelKeys.SPOT)) {
                if (capacityTypes.contains(capacityType)) {
                    result.add(bought(type, zone, capacityType));
                }
            }
        }
        for (ResolvedCapacityReservation reservation : nodeClass.reservations()) {
            if (reservation.instanceType().equals(type.name())) {
                result.add(reserved(type, reservation));
            }
        }
        return inPartitions(result);
    }

    /// In a partition group each offering exists once per partition.
    private List<Offering> inPartitions(List<Offering> offerings) {
        PlacementGroup group = nodeClass.placementGroup();
        if (group == null || group.partitions() == 0) {
            return offerings;
        }
        var result = new ArrayList<Offering>(offerings.size() * group.partitions());
        for (Offering offering : offerings) {
            for (int partition = 1; partition <= group.partitions(); partition++) {
                result.add(new Offering(
                        offering.requirements()
                                .with(Requirement.in(AwsLabels.PLACEMENT_GROUP_PARTITION, Integer.toString(partition))),
                        offering.pricePerHour(),
                        offering.available(),
                        offering.reservationCapacity(),
                        offering.capacityOverride(),
                        offering.overheadOverride()));
            }
        }
        return result;
    }

    private Offering bought(MachineType type, String zone, String capacityType) {
        Double price =
                capacityType.equals(LabelKeys.SPOT) ? prices.spot(type.name(), zone) : prices.onDemand(type.name());
        boolean available = type.compatible()
                && price != null
                && type.zones().contains(zone)
                && !fullZones.contains(zone)
                && !marks.covers(capacityType, type.name(), zone, nodeClass.placementGroupId());
        Requirements requirements = place(zone, capacityType);
        for (String label : AwsLabels.RESERVATION_LABELS) {
            requirements = requirements.with(Requirement.doesNotExist(label));
        }
        return Offering.of(requirements, price == null ? 0 : price, available);
    }

    private Offering reserved(MachineType type, ResolvedCapacityReservation reservation) {
        String zone = reservation.availabilityZone();
        String kind = reservation.reservationType() == null ? "default" : reservation.reservationType();
        boolean available = type.compatible()
                && type.zones().contains(zone)
                && !"expiring".equals(reservation.state())
                && !marks.coversReservation(type.name(), zone, reservation.id());
        Requirements requirements = place(zone, LabelKeys.RESERVED)
                .with(Requirement.in(AwsLabels.RESERVATION_ID, reservation.id()))
                .with(Requirement.in(AwsLabels.RESERVATION_TYPE, kind))
                .with(Requirement.in(
                        AwsLabels.RESERVATION_INTERRUPTIBLE,
                        String.valueOf(Boolean.TRUE.equals(reservation.interruptible()))));
        @Nullable Double onDemand = prices.onDemand(type.name());
        double price = onDemand == null ? 0 : onDemand / RESERVED_DIVISOR;
        return new Offering(requirements, price, available, counts.available(reservation.id()), null, null);
    }

    private Requirements place(String zone, String capacityType) {
        Requirements requirements = Requirements.of(
                Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType), Requirement.in(LabelKeys.ZONE, zone));
        String id = zoneIds.getOrDefault(zone, "");
        return id.isEmpty() ? requirements : requirements.with(Requirement.in(AwsLabels.ZONE_ID, id));
    }

    /// Zones all of whose subnets are out of addresses.
    private static Set<String> fullZones(List<ResolvedSubnet> subnets, Set<String> marked) {
        var full = new HashMap<String, Boolean>();
        for (ResolvedSubnet subnet : subnets) {
            full.merge(subnet.zone(), marked.contains(subnet.id()), Boolean::logicalAnd);
        }
        var result = new HashSet<String>();
        full.forEach((zone, all) -> {
            if (all) {
                result.add(zone);
            }
        });
        return result;
    }
}
