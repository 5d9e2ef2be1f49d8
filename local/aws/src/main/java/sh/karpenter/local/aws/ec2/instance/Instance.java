package sh.karpenter.local.aws.ec2.instance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.catalog.InstanceType;
import sh.karpenter.local.aws.ec2.capacity.CapacityPool;
import sh.karpenter.local.aws.ec2.image.Image;
import sh.karpenter.local.aws.ec2.network.Subnet;
import sh.karpenter.local.aws.ec2.template.LaunchData;

/// An instance. Its state is not stored: it follows from the times below and [InstanceDelays].
///
/// @param reservationId of the launch, `r-…`; not a capacity reservation
/// @param data everything that the launch asked for, with template and overrides merged
/// @param ending null until somebody asked for its termination
/// @param reboots how often it was rebooted
public record Instance(
        String id,
        String reservationId,
        InstanceType type,
        Image image,
        LaunchData data,
        Purchase purchase,
        Location location,
        List<NetworkInterface> interfaces,
        Instant launchedAt,
        @Nullable Ending ending,
        int reboots) {

    /// How it was bought.
    ///
    /// @param spotRequestId only for spot
    /// @param capacityReservationId only when it uses one
    /// @param clientToken of the launch
    public record Purchase(
            Market market,
            @Nullable String spotRequestId,
            @Nullable String capacityReservationId,
            @Nullable String clientToken) {}

    /// Where it is.
    ///
    /// @param tenancy `default` or `dedicated`
    /// @param partition 0 when it is not in a partition placement group
    public record Location(
            Subnet subnet,
            String tenancy,
            @Nullable String groupId,
            @Nullable String groupName,
            int partition) {}

    /// One of its network interfaces.
    ///
    /// @param type `interface`, `efa` or `efa-only`
    /// @param address null for `efa-only`
    /// @param prefixAddresses further addresses taken for delegated prefixes
    public record NetworkInterface(
            String id,
            int card,
            int device,
            String type,
            @Nullable String address,
            List<String> prefixAddresses,
            List<String> securityGroupIds) {}

    /// Why and when it ends.
    ///
    /// @param code for example `Client.UserInitiatedShutdown`
    public record Ending(Instant requestedAt, String code, String message) {}

    /// The security groups of all interfaces, without repetitions.
    public List<String> securityGroupIds() {
        return interfaces.stream()
                .flatMap(one -> one.securityGroupIds().stream())
                .distinct()
                .toList();
    }

    /// The address of the first interface.
    public String address() {
        for (var one : interfaces) {
            if (one.address() != null) {
                return one.address();
            }
        }
        return "0.0.0.0";
    }

    /// The name under which the node joins, for example `ip-10-0-32-4.us-west-2.compute.internal`.
    public String privateDnsName() {
        var zone = location.subnet().zone().name();
        var region = zone.substring(0, zone.length() - 1);
        var domain = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
        return "ip-" + address().replace('.', '-') + "." + domain;
    }

    /// The stock it was taken from.
    public CapacityPool pool() {
        var zone = location.subnet().zone().name();
        if (purchase.capacityReservationId() != null) {
            return new CapacityPool(type.name(), zone, "reserved");
        }
        return new CapacityPool(type.name(), zone, purchase.market() == Market.SPOT ? "spot" : "on-demand");
    }

    /// The state at a time.
    public InstanceState state(Instant now, InstanceDelays delays) {
        if (ending != null) {
            return now.isBefore(ending.requestedAt().plus(delays.shutdown()))
                    ? InstanceState.SHUTTING_DOWN
                    : InstanceState.TERMINATED;
        }
        return now.isBefore(launchedAt.plus(delays.start())) ? InstanceState.PENDING : InstanceState.RUNNING;
    }

    Instance ended(Ending how) {
        return new Instance(
                id, reservationId, type, image, data, purchase, location, interfaces, launchedAt, how, reboots);
    }

    Instance rebooted() {
        return new Instance(
                id, reservationId, type, image, data, purchase, location, interfaces, launchedAt, ending, reboots + 1);
    }

    Instance withoutCapacityReservation() {
        var onDemand = new Purchase(purchase.market(), purchase.spotRequestId(), null, purchase.clientToken());
        return new Instance(
                id, reservationId, type, image, data, onDemand, location, interfaces, launchedAt, ending, reboots);
    }
}
