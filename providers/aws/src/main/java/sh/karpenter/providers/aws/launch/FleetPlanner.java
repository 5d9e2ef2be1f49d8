package sh.karpenter.providers.aws.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.taint.Taint;
import sh.karpenter.core.model.taint.TaintEffect;
import sh.karpenter.kube.api.aws.ResolvedCapacityReservation;
import sh.karpenter.providers.aws.ami.BootableTypes;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.label.AwsResources;
import sh.karpenter.providers.aws.launchtemplate.TemplateOrder;
import sh.karpenter.providers.aws.nodeclass.AmiFamily;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import sh.karpenter.providers.aws.nodeclass.PlacementGroup;
import sh.karpenter.providers.aws.subnet.FreeAddresses;
import sh.karpenter.providers.aws.tag.ResourceTags;

/// Lays out a launch: which templates are needed for the types, and which types go in which places under each.
/// Pure.
final class FleetPlanner {
    private static final String DO_NOT_SYNC_TAINTS = "karpenter.sh/do-not-sync-taints";
    private static final String REQUESTED_DRIVERS = "karpenter.sh/requested-dra-drivers";

    private FleetPlanner() {}

    /// A template that is needed.
    ///
    /// @param order what it says
    /// @param types the types that are launched with it
    record Group(TemplateOrder order, List<InstanceType> types) {}

    /// How the machine is bought: reserved before spot before on-demand, as the claim allows and something is to be
    /// had.
    static String capacityType(List<InstanceType> types, LaunchNeed need) {
        for (String capacityType : List.of(LabelKeys.RESERVED, LabelKeys.SPOT)) {
            if (need.allows(capacityType)
                    && types.stream()
                            .flatMap(type -> type.offerings().stream())
                            .anyMatch(
                                    offering -> offering.capacityType().equals(capacityType) && need.suits(offering))) {
                return capacityType;
            }
        }
        return LabelKeys.ON_DEMAND;
    }

    /// The tenancy: shared hardware if the claim allows it.
    static String tenancy(LaunchNeed need) {
        ValueSet allowed = need.requirements().values(AwsLabels.TENANCY);
        return !allowed.contains("default") && allowed.contains("dedicated") ? "dedicated" : "default";
    }

    /// The templates that are needed: one per image, number of pods, number of EFA interfaces and reservation.
    ///
    /// @param need narrowed to one way of buying
    static List<Group> groups(
            NodeClass nodeClass, NodeClaim claim, LaunchNeed need, List<InstanceType> types, ResourceTags tags) {
        record Key(String ami, long maxPods, int efa, String reservation) {}
        boolean efa = need.requests().get(AwsResources.EFA) > 0
                || List.of(claim.annotations()
                                .getOrDefault(REQUESTED_DRIVERS, "")
                                .split(","))
                        .contains("dra.net");
        String capacityType = capacityType(types, need);
        Map<Key, List<InstanceType>> byKey = new LinkedHashMap<>();
        BootableTypes.byAmi(nodeClass.amis(), types).forEach((ami, bootable) -> {
            for (InstanceType type : bootable) {
                int interfaces = efa ? (int) type.capacity().get(AwsResources.EFA) : 0;
                for (String reservation : reservations(type, need)) {
                    var key = new Key(ami, type.capacity().get(ResourceNames.PODS), interfaces, reservation);
                    byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(type);
                }
            }
        });
        var groups = new ArrayList<Group>();
        byKey.forEach((key, members) -> groups.add(new Group(
                new TemplateOrder(
                        nodeClass,
                        labels(nodeClass, claim, capacityType),
                        taints(claim),
                        capacityType,
                        tenancy(need),
                        tags,
                        key.ami(),
                        key.maxPods(),
                        key.efa(),
                        partition(nodeClass, need),
                        reservation(nodeClass, key.reservation())),
                members)));
        return groups;
    }

    /// The partition of the class's placement group: the smallest that the claim names, 0 when it names none.
    static int partition(NodeClass nodeClass, LaunchNeed need) {
        PlacementGroup group = nodeClass.placementGroup();
        if (group == null
                || !(need.requirements().values(AwsLabels.PLACEMENT_GROUP_PARTITION) instanceof ValueSet.Only named)) {
            return 0;
        }
        return named.values().stream()
                .filter(value -> value.matches("\\d{1,3}"))
                .mapToInt(Integer::parseInt)
                .filter(partition -> partition >= 1 && partition <= group.partitions())
                .min()
                .orElse(0);
    }

    /// The reservations that a type could be launched into; a single empty text when it is bought otherwise.
    private static List<String> reservations(InstanceType type, LaunchNeed need) {
        return type.offerings().stream()
                .filter(need::suits)
                .map(offering -> NarrowedTypes.value(offering, AwsLabels.RESERVATION_ID))
                .distinct()
                .toList();
    }

    private static @Nullable ResolvedCapacityReservation reservation(NodeClass nodeClass, String id) {
        return nodeClass.reservations().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static SequencedMap<String, String> labels(NodeClass nodeClass, NodeClaim claim, String capacityType) {
        var labels = new TreeMap<>(claim.labels());
        labels.put(LabelKeys.CAPACITY_TYPE, capacityType);
        if (nodeClass.family() != AmiFamily.CUSTOM) {
            labels.put(DO_NOT_SYNC_TAINTS, "true");
        }
        return labels;
    }

    private static List<Taint> taints(NodeClaim claim) {
        var taints = new ArrayList<>(claim.spec().taints());
        taints.addAll(claim.spec().startupTaints());
        var unregistered = new Taint(LabelKeys.UNREGISTERED_TAINT, "", TaintEffect.NO_EXECUTE);
        if (taints.stream().noneMatch(unregistered::matches)) {
            taints.add(unregistered);
        }
        return taints;
    }

    /// Where the types of a group can go: every type in every zone where it is to be had and a subnet was chosen.
    static List<FleetOrder.Place> places(Group group, LaunchNeed need, FreeAddresses.Reservation subnets) {
        ResolvedCapacityReservation reservation = group.order().reservation();
        var places = new ArrayList<FleetOrder.Place>();
        for (InstanceType type : group.types()) {
            var byZone = new LinkedHashMap<String, Offering>();
            for (Offering offering : type.offerings()) {
                boolean inReservation = reservation == null
                        || NarrowedTypes.value(offering, AwsLabels.RESERVATION_ID)
                                .equals(reservation.id());
                if (inReservation && need.suits(offering)) {
                    byZone.putIfAbsent(offering.zone(), offering);
                }
            }
            byZone.forEach((zone, offering) -> {
                FreeAddresses.Reserved subnet = subnets.byZone().get(zone);
                if (subnet != null) {
                    places.add(new FleetOrder.Place(
                            type.name(), zone, subnet.subnet(), group.order().amiId(), offering.pricePerHour()));
                }
            });
        }
        return places;
    }
}
