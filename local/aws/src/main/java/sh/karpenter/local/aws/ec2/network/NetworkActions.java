package sh.karpenter.local.aws.ec2.network;

import java.util.Collection;
import java.util.Map;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.catalog.Zone;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// DescribeSubnets, DescribeSecurityGroups, DescribeVpcs and DescribeAvailabilityZones.
public final class NetworkActions {
    private final Account account;
    private final Network network;
    private final Tags tags;
    private final Collection<Zone> zones;
    private final Filters<Subnet> subnetFilters;
    private final Filters<SecurityGroup> groupFilters;

    public NetworkActions(Account account, Network network, Tags tags, Collection<Zone> zones) {
        this.account = account;
        this.network = network;
        this.tags = tags;
        this.zones = zones;
        subnetFilters = Filters.<Subnet>of()
                .field("subnet-id", Subnet::id)
                .field("vpc-id", Subnet::vpcId)
                .field("availability-zone", subnet -> subnet.zone().name())
                .field("availabilityZone", subnet -> subnet.zone().name())
                .field("availability-zone-id", subnet -> subnet.zone().id())
                .field("cidr-block", Subnet::cidr)
                .field("available-ip-address-count", Subnet::available)
                .field("map-public-ip-on-launch", Subnet::isPublic)
                .field("state", subnet -> "available")
                .field("owner-id", subnet -> account.id())
                .tags(subnet -> tags.of(subnet.id()))
                .build();
        groupFilters = Filters.<SecurityGroup>of()
                .field("group-id", SecurityGroup::id)
                .field("group-name", SecurityGroup::name)
                .field("vpc-id", SecurityGroup::vpcId)
                .field("description", SecurityGroup::description)
                .field("owner-id", group -> account.id())
                .tags(group -> tags.of(group.id()))
                .build();
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "DescribeSubnets", this::describeSubnets,
                "DescribeSecurityGroups", this::describeGroups,
                "DescribeVpcs", this::describeVpcs,
                "DescribeAvailabilityZones", this::describeZones);
    }

    private void describeSubnets(Parameters request, Xml answer) {
        var ids = request.texts("SubnetId");
        for (var id : ids) {
            if (network.subnet(id) == null) {
                throw AwsFault.client("InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
            }
        }
        var selected = subnetFilters.select(network.subnets(), request);
        selected.removeIf(subnet -> !ids.isEmpty() && !ids.contains(subnet.id()));
        var page = Page.of(selected, Subnet::id, request.integer("MaxResults"), request.text("NextToken"));
        answer.items("subnetSet", page.items(), this::write).text("nextToken", page.next());
    }

    private void write(Xml item, Subnet subnet) {
        item.text("subnetId", subnet.id())
                .text("subnetArn", account.arn("ec2", "subnet/" + subnet.id()))
                .text("state", "available")
                .text("ownerId", account.id())
                .text("vpcId", subnet.vpcId())
                .text("cidrBlock", subnet.cidr())
                .text("availableIpAddressCount", subnet.available())
                .text("availabilityZone", subnet.zone().name())
                .text("availabilityZoneId", subnet.zone().id())
                .text("defaultForAz", false)
                .text("mapPublicIpOnLaunch", subnet.isPublic())
                .text("assignIpv6AddressOnCreation", false);
        tags.write(item, subnet.id());
    }

    private void describeGroups(Parameters request, Xml answer) {
        var ids = request.texts("GroupId");
        for (var id : ids) {
            if (network.group(id) == null) {
                throw AwsFault.client("InvalidGroup.NotFound", "The security group '" + id + "' does not exist");
            }
        }
        var names = request.texts("GroupName");
        var selected = groupFilters.select(network.groups(), request);
        selected.removeIf(group -> !ids.isEmpty() && !ids.contains(group.id()));
        selected.removeIf(group -> !names.isEmpty() && !names.contains(group.name()));
        var page = Page.of(selected, SecurityGroup::id, request.integer("MaxResults"), request.text("NextToken"));
        answer.items("securityGroupInfo", page.items(), this::write).text("nextToken", page.next());
    }

    private void write(Xml item, SecurityGroup group) {
        item.text("groupId", group.id())
                .text("groupName", group.name())
                .text("groupDescription", group.description())
                .text("securityGroupArn", account.arn("ec2", "security-group/" + group.id()))
                .text("ownerId", account.id())
                .text("vpcId", group.vpcId());
        tags.write(item, group.id());
    }

    private void describeVpcs(Parameters request, Xml answer) {
        answer.group(
                "vpcSet",
                set -> set.group(
                        "item",
                        item -> item.text("vpcId", network.vpcId())
                                .text("state", "available")
                                .text("ownerId", account.id())
                                .text("cidrBlock", "10.0.0.0/16")
                                .text("isDefault", false)));
    }

    private void describeZones(Parameters request, Xml answer) {
        answer.items(
                "availabilityZoneInfo",
                zones,
                (item, zone) -> item.text("zoneName", zone.name())
                        .text("zoneId", zone.id())
                        .text("zoneState", "available")
                        .text("zoneType", "availability-zone")
                        .text("optInStatus", "opt-in-not-required")
                        .text("groupName", account.region())
                        .text("regionName", account.region()));
    }
}
