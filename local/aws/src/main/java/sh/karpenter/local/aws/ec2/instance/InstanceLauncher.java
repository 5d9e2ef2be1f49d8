package sh.karpenter.local.aws.ec2.instance;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.ec2.capacity.PlacementGroup;
import sh.karpenter.local.aws.ec2.instance.LaunchOutcome.Launched;
import sh.karpenter.local.aws.ec2.instance.LaunchOutcome.Refused;
import sh.karpenter.local.aws.ec2.network.Subnet;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;

/// Launches one instance at a time, after the checks of [LaunchChecks]. Not safe for use by several threads: the
/// caller holds the account's lock.
public final class InstanceLauncher {
    private final LaunchChecks checks;
    private final Instances instances;
    private final Ids ids;
    private final Clock clock;
    private final Tags tags;
    private final String defaultGroupId;

    /// @param defaultGroupId the security group of interfaces that name none
    public InstanceLauncher(
            LaunchChecks checks, Instances instances, Ids ids, Clock clock, Tags tags, String defaultGroupId) {
        this.checks = checks;
        this.instances = instances;
        this.ids = ids;
        this.clock = clock;
        this.tags = tags;
        this.defaultGroupId = defaultGroupId;
    }

    /// Checks an order without launching it.
    ///
    /// @throws AwsFault with the reason why it would be refused
    public void check(LaunchOrder order) {
        checks.check(order);
    }

    /// Launches one instance.
    public LaunchOutcome launch(LaunchOrder order) {
        LaunchChecks.Passed passed;
        try {
            passed = checks.check(order);
        } catch (AwsFault refusal) {
            return new Refused(refusal.status(), refusal.code(), refusal.text());
        }
        return new Launched(place(order, passed));
    }

    private Instance place(LaunchOrder order, LaunchChecks.Passed passed) {
        var subnet = passed.subnet();
        var instance = new Instance(
                ids.next("i"),
                ids.next("r"),
                passed.type(),
                passed.image(),
                order.data(),
                new Instance.Purchase(
                        order.market(),
                        order.market() == Market.SPOT ? ids.next("sir") : null,
                        passed.capacityReservationId(),
                        order.clientToken()),
                location(order, passed),
                interfaces(order, subnet),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                null,
                0);
        var instanceTags = new TreeMap<>(order.data().tags("instance"));
        instanceTags.putAll(Tags.specified(order.tagSpecifications(), "instance"));
        tags.put(instance.id(), instanceTags);
        instances.add(instance);
        return instance;
    }

    private Instance.Location location(LaunchOrder order, LaunchChecks.Passed passed) {
        var group = passed.group();
        var tenancy = order.data().parameters().group("Placement").text("Tenancy", "default");
        if (group == null) {
            return new Instance.Location(passed.subnet(), tenancy, null, null, 0);
        }
        return new Instance.Location(passed.subnet(), tenancy, group.id(), group.name(), partition(order, group));
    }

    /// The wanted partition, else the one with fewest instances.
    private int partition(LaunchOrder order, PlacementGroup group) {
        if (group.partitions() == 0) {
            return 0;
        }
        var wanted = order.data().parameters().group("Placement").integer("PartitionNumber");
        if (wanted != null) {
            return wanted;
        }
        int[] used = new int[group.partitions() + 1];
        for (var instance : instances.existing()) {
            if (group.id().equals(instance.location().groupId())) {
                used[instance.location().partition()]++;
            }
        }
        int emptiest = 1;
        for (int partition = 2; partition < used.length; partition++) {
            emptiest = used[partition] < used[emptiest] ? partition : emptiest;
        }
        return emptiest;
    }

    private List<Instance.NetworkInterface> interfaces(LaunchOrder order, Subnet subnet) {
        var wanted = order.data().networkInterfaces();
        var interfaces = new ArrayList<Instance.NetworkInterface>();
        for (var one : wanted.isEmpty() ? List.of(Parameters.NONE) : wanted) {
            interfaces.add(networkInterface(order, one, subnet));
        }
        return interfaces;
    }

    private Instance.NetworkInterface networkInterface(LaunchOrder order, Parameters wanted, Subnet subnet) {
        var type = wanted.text("InterfaceType", "interface");
        var prefixes = new ArrayList<String>();
        boolean addressed = !type.equals("efa-only");
        var address = addressed ? subnet.take() : null;
        for (int i = 0; addressed && i < LaunchChecks.prefixAddresses(wanted); i++) {
            var taken = subnet.take();
            if (taken != null) {
                prefixes.add(taken);
            }
        }
        var own = wanted.texts("SecurityGroupId");
        var groups = own.isEmpty() ? order.data().securityGroupIds() : own;
        return new Instance.NetworkInterface(
                ids.next("eni"),
                Integer.parseInt(wanted.text("NetworkCardIndex", "0")),
                Integer.parseInt(wanted.text("DeviceIndex", "0")),
                type,
                address,
                prefixes,
                groups.isEmpty() ? List.of(defaultGroupId) : groups);
    }
}
