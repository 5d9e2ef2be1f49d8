package sh.karpenter.local.aws.ec2.capacity;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// The actions on capacity reservations and placement groups: describe, create, and cancel or delete.
public final class CapacityActions {
    private static final int MAXIMUM_PARTITIONS = 7;

    private final Account account;
    private final Catalog catalog;
    private final Reservations reservations;
    private final ToIntFunction<String> used;
    private final Consumer<String> cancelled;
    private final Tags tags;
    private final Ids ids;
    private final Clock clock;
    private final Filters<CapacityReservation> reservationFilters;
    private final Filters<PlacementGroup> groupFilters;

    /// @param used how many instances use a reservation, by its id
    /// @param cancelled told the id of a reservation that is no more
    public CapacityActions(
            Account account,
            Catalog catalog,
            Reservations reservations,
            ToIntFunction<String> used,
            Consumer<String> cancelled,
            Tags tags,
            Ids ids,
            Clock clock) {
        this.account = account;
        this.catalog = catalog;
        this.reservations = reservations;
        this.used = used;
        this.cancelled = cancelled;
        this.tags = tags;
        this.ids = ids;
        this.clock = clock;
        reservationFilters = Filters.<CapacityReservation>of()
                .field("state", reservation -> reservation.stateAt(clock.instant()))
                .field("owner-id", CapacityReservation::owner)
                .field("instance-type", CapacityReservation::instanceType)
                .field("availability-zone", CapacityReservation::zone)
                .field("instance-match-criteria", CapacityReservation::matchCriteria)
                .field("tenancy", reservation -> "default")
                .tags(reservation -> tags.of(reservation.id()))
                .build();
        groupFilters = Filters.<PlacementGroup>of()
                .field("group-id", PlacementGroup::id)
                .field("group-name", PlacementGroup::name)
                .field("state", group -> "available")
                .field("strategy", PlacementGroup::strategy)
                .tags(group -> tags.of(group.id()))
                .build();
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "DescribeCapacityReservations", this::describeReservations,
                "CreateCapacityReservation", this::createReservation,
                "CancelCapacityReservation", this::cancelReservation,
                "DescribePlacementGroups", this::describeGroups,
                "CreatePlacementGroup", this::createGroup,
                "DeletePlacementGroup", this::deleteGroup);
    }

    private void describeReservations(Parameters request, Xml answer) {
        var wanted = request.texts("CapacityReservationId");
        wanted.forEach(this::requireReservation);
        var selected = reservationFilters.select(reservations.reservations(), request);
        selected.removeIf(reservation -> !wanted.isEmpty() && !wanted.contains(reservation.id()));
        var page = Page.of(selected, CapacityReservation::id, request.integer("MaxResults"), request.text("NextToken"));
        answer.items("capacityReservationSet", page.items(), this::write).text("nextToken", page.next());
    }

    private void createReservation(Parameters request, Xml answer) {
        var type = request.required("InstanceType");
        var zone = request.required("AvailabilityZone");
        var count = request.integer("InstanceCount");
        if (!catalog.offers(zone, type)) {
            throw AwsFault.client("Unsupported", "The instance type " + type + " is not offered in " + zone);
        }
        var reservation = new CapacityReservation(
                ids.next("cr"),
                account.id(),
                type,
                zone,
                request.text("InstanceMatchCriteria", "open"),
                "default",
                false,
                count == null ? 1 : count,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                instant(request.text("EndDate")),
                "active");
        reservations.put(reservation);
        tags.put(reservation.id(), Tags.specified(request.list("TagSpecifications"), "capacity-reservation"));
        answer.group("capacityReservation", item -> write(item, reservation));
    }

    private void cancelReservation(Parameters request, Xml answer) {
        var reservation = requireReservation(request.required("CapacityReservationId"));
        reservations.put(reservation.inState("cancelled"));
        cancelled.accept(reservation.id());
        answer.text("return", true);
    }

    private CapacityReservation requireReservation(String id) {
        var reservation = reservations.reservation(id);
        if (reservation == null) {
            throw AwsFault.client(
                    "InvalidCapacityReservationId.NotFound", "The capacity reservation '" + id + "' does not exist");
        }
        return reservation;
    }

    private void write(Xml item, CapacityReservation reservation) {
        var state = reservation.stateAt(clock.instant());
        int free = state.equals("active") ? Math.max(0, reservation.total() - used.applyAsInt(reservation.id())) : 0;
        var zone = catalog.zone(reservation.zone());
        item.text("capacityReservationId", reservation.id())
                .text("capacityReservationArn", account.arn("ec2", "capacity-reservation/" + reservation.id()))
                .text("ownerId", reservation.owner())
                .text("instanceType", reservation.instanceType())
                .text("instancePlatform", "Linux/UNIX")
                .text("availabilityZone", reservation.zone())
                .text("availabilityZoneId", zone == null ? null : zone.id())
                .text("tenancy", "default")
                .text("totalInstanceCount", reservation.total())
                .text("availableInstanceCount", free)
                .text("ebsOptimized", false)
                .text("ephemeralStorage", false)
                .text("state", state)
                .text("startDate", reservation.created())
                .text("endDate", reservation.ends())
                .text("endDateType", reservation.ends() == null ? "unlimited" : "limited")
                .text("instanceMatchCriteria", reservation.matchCriteria())
                .text("createDate", reservation.created())
                .text("reservationType", reservation.type())
                .text("interruptible", reservation.interruptible());
        tags.write(item, reservation.id());
    }

    private void describeGroups(Parameters request, Xml answer) {
        var wantedIds = request.texts("GroupId");
        var wantedNames = request.texts("GroupName");
        for (var name : wantedNames) {
            requireGroup(null, name);
        }
        for (var id : wantedIds) {
            requireGroup(id, null);
        }
        var selected = groupFilters.select(reservations.groups(), request);
        selected.removeIf(group -> !wantedIds.isEmpty() && !wantedIds.contains(group.id()));
        selected.removeIf(group -> !wantedNames.isEmpty() && !wantedNames.contains(group.name()));
        answer.items("placementGroupSet", selected, this::write);
    }

    private void createGroup(Parameters request, Xml answer) {
        var name = request.required("GroupName");
        var strategy = request.text("Strategy", "cluster");
        if (reservations.group(null, name) != null) {
            throw AwsFault.client(
                    "InvalidPlacementGroup.Duplicate", "The Placement Group '" + name + "' already exists.");
        }
        var wanted = request.integer("PartitionCount");
        int partitions = strategy.equals("partition") ? wanted == null ? 2 : wanted : 0;
        if (partitions > MAXIMUM_PARTITIONS) {
            throw AwsFault.invalid("PartitionCount must be at most " + MAXIMUM_PARTITIONS);
        }
        var group = new PlacementGroup(ids.next("pg"), name, strategy, partitions);
        reservations.put(group);
        tags.put(group.id(), Tags.specified(request.list("TagSpecification"), "placement-group"));
        answer.group("placementGroup", item -> write(item, group));
    }

    private void deleteGroup(Parameters request, Xml answer) {
        reservations.remove(requireGroup(null, request.required("GroupName")));
        answer.text("return", true);
    }

    private PlacementGroup requireGroup(@Nullable String id, @Nullable String name) {
        var group = reservations.group(id, name);
        if (group == null) {
            throw AwsFault.client(
                    "InvalidPlacementGroup.Unknown",
                    "The Placement Group '" + (id == null ? name : id) + "' is unknown.");
        }
        return group;
    }

    private void write(Xml item, PlacementGroup group) {
        item.text("groupName", group.name())
                .text("groupId", group.id())
                .text("groupArn", account.arn("ec2", "placement-group/" + group.name()))
                .text("state", "available")
                .text("strategy", group.strategy())
                .text("partitionCount", group.partitions() == 0 ? null : group.partitions())
                .text("spreadLevel", group.strategy().equals("spread") ? "rack" : null);
        tags.write(item, group.id());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw AwsFault.invalid("Invalid date '" + text + "'");
        }
    }
}
