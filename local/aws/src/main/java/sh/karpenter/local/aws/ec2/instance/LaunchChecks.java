package sh.karpenter.local.aws.ec2.instance;

import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.catalog.Catalog;
import sh.karpenter.local.aws.catalog.InstanceType;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.local.aws.ec2.capacity.CapacityPool;
import sh.karpenter.local.aws.ec2.capacity.CapacityPools;
import sh.karpenter.local.aws.ec2.capacity.CapacityReservation;
import sh.karpenter.local.aws.ec2.capacity.PlacementGroup;
import sh.karpenter.local.aws.ec2.capacity.Reservations;
import sh.karpenter.local.aws.ec2.image.Image;
import sh.karpenter.local.aws.ec2.image.Images;
import sh.karpenter.local.aws.ec2.network.Network;
import sh.karpenter.local.aws.ec2.network.Subnet;
import sh.karpenter.local.aws.iam.InstanceProfiles;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;

/// What EC2 looks at before it launches an instance, in this order, first what is wrong with the request and then
/// what is not there to be had:
///
/// 1. type, subnet, image, architecture, security groups, instance profile, user data;
/// 2. whether the zone offers the type, and as spot when that is wanted;
/// 3. placement group: exists, partition in range, spread limit per zone;
/// 4. capacity reservation: exists, fits, is active, has a machine left;
/// 5. free addresses in the subnet;
/// 6. the limits of the capacity pool.
public final class LaunchChecks {
    private static final int ADDRESSES_PER_PREFIX = 16;

    private final Catalog catalog;
    private final Network network;
    private final Images images;
    private final InstanceProfiles profiles;
    private final Reservations reservations;
    private final CapacityPools pools;
    private final Instances instances;
    private final Clock clock;

    public LaunchChecks(
            Catalog catalog,
            Network network,
            Images images,
            InstanceProfiles profiles,
            Reservations reservations,
            CapacityPools pools,
            Instances instances,
            Clock clock) {
        this.catalog = catalog;
        this.network = network;
        this.images = images;
        this.profiles = profiles;
        this.reservations = reservations;
        this.pools = pools;
        this.instances = instances;
        this.clock = clock;
    }

    /// Everything that an order names, found.
    ///
    /// @param group null when none is named
    /// @param capacityReservationId null when none is used
    record Passed(
            InstanceType type,
            Subnet subnet,
            Image image,
            @Nullable PlacementGroup group,
            @Nullable String capacityReservationId) {}

    /// Checks an order.
    ///
    /// @throws AwsFault with the first thing that is wrong
    Passed check(LaunchOrder order) {
        var type = type(order);
        var subnet = subnet(order);
        var image = image(order);
        requireArchitecture(type, image);
        requireNamedThings(order);
        requireOffered(type, subnet, order.market());
        var group = group(order);
        if (group != null) {
            requireRoom(group, order, subnet);
        }
        var reservation = reservation(order, type, subnet);
        requireAddresses(order, subnet);
        requireCapacity(type, subnet, order.market(), reservation);
        return new Passed(type, subnet, image, group, reservation);
    }

    /// How many addresses the prefixes of an interface take.
    static int prefixAddresses(Parameters networkInterface) {
        var prefixes = networkInterface.integer("Ipv4PrefixCount");
        return prefixes == null ? 0 : prefixes * ADDRESSES_PER_PREFIX;
    }

    private InstanceType type(LaunchOrder order) {
        var name = order.data().instanceType();
        if (name == null) {
            throw AwsFault.missing("InstanceType");
        }
        var type = catalog.type(name);
        if (type == null) {
            throw AwsFault.invalid("Invalid value '" + name + "' for InstanceType.");
        }
        return type;
    }

    private Subnet subnet(LaunchOrder order) {
        var id = order.data().subnetId();
        if (id == null) {
            var wantedZone = order.data().parameters().group("Placement").text("AvailabilityZone");
            var zone = wantedZone == null ? catalog.zones().getFirst().name() : wantedZone;
            var subnet = network.privateSubnet(zone);
            if (subnet == null) {
                throw AwsFault.invalid("Invalid availability zone: [" + zone + "]");
            }
            return subnet;
        }
        var subnet = network.subnet(id);
        if (subnet == null) {
            throw AwsFault.client("InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
        }
        return subnet;
    }

    private Image image(LaunchOrder order) {
        var id = order.data().imageId();
        if (id == null) {
            throw AwsFault.missing("ImageId");
        }
        if (!id.matches("ami-[0-9a-f]+")) {
            throw AwsFault.client("InvalidAMIID.Malformed", "Invalid id: \"" + id + "\" (expecting \"ami-...\")");
        }
        var image = images.image(id);
        if (image == null) {
            throw AwsFault.client("InvalidAMIID.NotFound", "The image id '[" + id + "]' does not exist");
        }
        return image;
    }

    private static void requireArchitecture(InstanceType type, Image image) {
        if (!type.architectures().contains(image.architecture())) {
            throw AwsFault.invalid("The architecture '" + String.join(",", type.architectures())
                    + "' of the specified instance type does not match the architecture '" + image.architecture()
                    + "' of the specified AMI. Specify an instance type and an AMI that have matching architectures,"
                    + " and try again.");
        }
    }

    private void requireNamedThings(LaunchOrder order) {
        for (var id : order.data().securityGroupIds()) {
            if (network.group(id) == null) {
                throw AwsFault.client("InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
            }
        }
        var profile = order.data().instanceProfile();
        if (profile != null && profiles.find(profile) == null) {
            throw AwsFault.invalid("Value (" + profile + ") for parameter iamInstanceProfile.name is invalid. "
                    + "Invalid IAM Instance Profile name");
        }
        order.data().userData();
    }

    private void requireOffered(InstanceType type, Subnet subnet, Market market) {
        var zone = subnet.zone().name();
        if (!catalog.offers(zone, type.name())) {
            var elsewhere = catalog.offerings().keySet().stream()
                    .filter(other -> catalog.offers(other, type.name()))
                    .toList();
            throw AwsFault.client(
                    "Unsupported",
                    "Your requested instance type (" + type.name() + ") is not supported in your requested Availability"
                            + " Zone (" + zone
                            + "). Please retry your request by not specifying an Availability Zone or"
                            + " choosing " + String.join(", ", elsewhere) + ".");
        }
        if (market == Market.SPOT && !type.usageClasses().contains("spot")) {
            throw AwsFault.client(
                    "Unsupported", "Spot Instances are not available for instance type " + type.name() + ".");
        }
    }

    private @Nullable PlacementGroup group(LaunchOrder order) {
        var placement = order.data().parameters().group("Placement");
        var id = placement.text("GroupId");
        var name = placement.text("GroupName");
        if (id == null && name == null) {
            return null;
        }
        var group = reservations.group(id, name);
        if (group == null) {
            throw AwsFault.client(
                    "InvalidPlacementGroup.Unknown",
                    "The Placement Group '" + Objects.requireNonNullElse(name, id) + "' is unknown.");
        }
        return group;
    }

    private void requireRoom(PlacementGroup group, LaunchOrder order, Subnet subnet) {
        var wanted = order.data().parameters().group("Placement").integer("PartitionNumber");
        if (wanted != null && (wanted < 1 || wanted > group.partitions())) {
            throw AwsFault.invalid("Partition number " + wanted + " does not exist in placement group " + group.name());
        }
        if (!group.strategy().equals("spread")) {
            return;
        }
        var zone = subnet.zone().name();
        long there = instances.existing().stream()
                .filter(instance -> group.id().equals(instance.location().groupId())
                        && instance.location().subnet().zone().name().equals(zone))
                .count();
        if (there >= PlacementGroup.SPREAD_LIMIT) {
            throw new AwsFault(
                    500,
                    CapacityLimit.INSUFFICIENT,
                    "You have reached the limit of instances in this spread placement group in Availability Zone "
                            + zone + ": " + PlacementGroup.SPREAD_LIMIT + ".");
        }
    }

    /// The reservation that the launch uses. Open reservations that nobody names are left alone unless the
    /// preference is `open`, as EC2 has it.
    private @Nullable String reservation(LaunchOrder order, InstanceType type, Subnet subnet) {
        var id = order.data().capacityReservationId();
        if (id == null) {
            return order.market() == Market.ON_DEMAND
                            && order.data().capacityReservationPreference().equals("open")
                    ? openReservation(type, subnet)
                    : null;
        }
        var reservation = reservations.reservation(id);
        if (reservation == null) {
            throw AwsFault.client(
                    "InvalidCapacityReservationId.NotFound", "The capacity reservation '" + id + "' does not exist");
        }
        if (!reservation.stateAt(clock.instant()).equals("active")) {
            throw AwsFault.client(
                    reservation.interruptible()
                            ? "InvalidCapacityReservationState.Unavailable"
                            : "InvalidCapacityReservationState",
                    "The capacity reservation '" + id + "' is not active");
        }
        if (!matches(reservation, type, subnet)) {
            throw AwsFault.invalid("The instance configuration does not match the capacity reservation '" + id + "'");
        }
        if (instances.using(id) >= reservation.total()) {
            throw AwsFault.client(
                    "ReservationCapacityExceeded",
                    "The requested capacity exceeds the available capacity of reservation '" + id + "'");
        }
        return id;
    }

    private @Nullable String openReservation(InstanceType type, Subnet subnet) {
        var now = clock.instant();
        for (var reservation : reservations.reservations()) {
            if (reservation.matchCriteria().equals("open")
                    && reservation.stateAt(now).equals("active")
                    && matches(reservation, type, subnet)
                    && instances.using(reservation.id()) < reservation.total()) {
                return reservation.id();
            }
        }
        return null;
    }

    private static boolean matches(CapacityReservation reservation, InstanceType type, Subnet subnet) {
        return reservation.instanceType().equals(type.name())
                && reservation.zone().equals(subnet.zone().name());
    }

    private static void requireAddresses(LaunchOrder order, Subnet subnet) {
        var wanted = order.data().networkInterfaces();
        int addresses = wanted.isEmpty() ? 1 : 0;
        for (var one : wanted) {
            addresses += one.text("InterfaceType", "").equals("efa-only") ? 0 : 1 + prefixAddresses(one);
        }
        if (subnet.available() < addresses) {
            throw AwsFault.client(
                    "InsufficientFreeAddressesInSubnet",
                    "There are not enough free addresses in subnet '" + subnet.id()
                            + "' to satisfy the requested number" + " of instances.");
        }
    }

    private void requireCapacity(
            InstanceType type, Subnet subnet, Market market, @Nullable String capacityReservationId) {
        if (pools.limits().isEmpty()) {
            return;
        }
        var kind = capacityReservationId != null ? "reserved" : market == Market.SPOT ? "spot" : "on-demand";
        var broken = pools.broken(new CapacityPool(type.name(), subnet.zone().name(), kind), instances.poolsInUse());
        if (broken != null) {
            throw new AwsFault(500, broken.errorCode(), capacityMessage(broken.errorCode(), type, subnet));
        }
    }

    private static String capacityMessage(String code, InstanceType type, Subnet subnet) {
        return switch (code) {
            case CapacityLimit.INSUFFICIENT ->
                "We currently do not have sufficient " + type.name()
                        + " capacity in the Availability Zone you requested ("
                        + subnet.zone().name() + "). Our system will be working on provisioning additional capacity.";
            case "VcpuLimitExceeded" ->
                "You have requested more vCPU capacity than your current vCPU limit allows for the instance bucket that"
                        + " the specified instance type belongs to.";
            case "MaxSpotInstanceCountExceeded" -> "Max spot instance count exceeded";
            case "UnfulfillableCapacity" ->
                "Unable to fulfill capacity due to your request configuration. Please adjust your request and try"
                        + " again.";
            default -> code + " for " + type.name() + " in " + subnet.zone().name();
        };
    }
}
