package sh.karpenter.local.aws.ec2.instance;

import java.util.List;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.ec2.image.ImageFamily;
import sh.karpenter.local.aws.ec2.network.Network;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.Xml;

/// Writes an instance as DescribeInstances and RunInstances answer it.
final class InstanceXml {
    private final Account account;
    private final Network network;
    private final Tags tags;
    private final Instances instances;

    InstanceXml(Account account, Network network, Tags tags, Instances instances) {
        this.account = account;
        this.network = network;
        this.tags = tags;
        this.instances = instances;
    }

    /// The reservation of one launch with its one instance.
    void writeReservation(Xml item, Instance instance) {
        item.text("reservationId", instance.reservationId())
                .text("ownerId", account.id())
                .group("groupSet", none -> {})
                .group("instancesSet", set -> set.group("item", one -> write(one, instance)));
    }

    void write(Xml item, Instance instance) {
        var state = instances.state(instance);
        var parameters = instance.data().parameters();
        item.text("instanceId", instance.id())
                .text("imageId", instance.image().id())
                .group("instanceState", xml -> writeState(xml, state))
                .text("privateDnsName", state.exists() ? instance.privateDnsName() : "")
                .text("instanceType", instance.type().name())
                .text("launchTime", instance.launchedAt())
                .text("architecture", instance.image().architecture())
                .text("hypervisor", "xen")
                .text("virtualizationType", "hvm")
                .text("platform", instance.image().family() == ImageFamily.WINDOWS ? "windows" : null)
                .text("rootDeviceType", "ebs")
                .text("rootDeviceName", instance.image().rootDevice())
                .text("ebsOptimized", false)
                .text("enaSupport", true)
                .text("amiLaunchIndex", 0)
                .text("clientToken", instance.purchase().clientToken())
                .group(
                        "monitoring",
                        xml -> xml.text(
                                "state", parameters.group("Monitoring").flag("Enabled") ? "enabled" : "disabled"))
                .group("metadataOptions", xml -> writeMetadataOptions(xml, instance));
        writePlacement(item, instance);
        writePurchase(item, instance);
        var profile = instance.data().instanceProfile();
        if (profile != null) {
            item.group(
                    "iamInstanceProfile",
                    xml -> xml.text("arn", account.iamArn("instance-profile/" + profile))
                            .text("id", "AIPA" + Ids.of("", profile).substring(2)));
        }
        var ending = instance.ending();
        if (ending != null) {
            item.text("reason", ending.message() + " (" + ending.requestedAt() + ")")
                    .group(
                            "stateReason",
                            xml -> xml.text("code", ending.code())
                                    .text("message", ending.code() + ": " + ending.message()));
        }
        if (state.exists()) {
            writeNetwork(item, instance);
        }
        tags.write(item, instance.id());
    }

    static void writeState(Xml xml, InstanceState state) {
        xml.text("code", state.code()).text("name", state.wireName());
    }

    private static void writeMetadataOptions(Xml xml, Instance instance) {
        var wanted = instance.data().parameters().group("MetadataOptions");
        xml.text("state", "applied")
                .text("httpTokens", wanted.text("HttpTokens", "required"))
                .text("httpPutResponseHopLimit", wanted.text("HttpPutResponseHopLimit", "1"))
                .text("httpEndpoint", wanted.text("HttpEndpoint", "enabled"))
                .text("httpProtocolIpv6", wanted.text("HttpProtocolIpv6", "disabled"))
                .text("instanceMetadataTags", wanted.text("InstanceMetadataTags", "disabled"));
    }

    private static void writePlacement(Xml item, Instance instance) {
        var location = instance.location();
        item.group(
                "placement",
                xml -> xml.text("availabilityZone", location.subnet().zone().name())
                        .text("availabilityZoneId", location.subnet().zone().id())
                        .text("groupId", location.groupId())
                        .text("groupName", location.groupName() == null ? "" : location.groupName())
                        .text("partitionNumber", location.partition() == 0 ? null : location.partition())
                        .text("tenancy", location.tenancy()));
    }

    private static void writePurchase(Xml item, Instance instance) {
        var purchase = instance.purchase();
        item.text("instanceLifecycle", purchase.market().lifecycle())
                .text("spotInstanceRequestId", purchase.spotRequestId())
                .text("capacityReservationId", purchase.capacityReservationId());
        var named = instance.data().capacityReservationId();
        item.group("capacityReservationSpecification", xml -> {
            xml.text("capacityReservationPreference", instance.data().capacityReservationPreference());
            if (named != null) {
                xml.group("capacityReservationTarget", target -> target.text("capacityReservationId", named));
            }
        });
    }

    private void writeNetwork(Xml item, Instance instance) {
        item.text("subnetId", instance.location().subnet().id())
                .text("vpcId", instance.location().subnet().vpcId())
                .text("privateIpAddress", instance.address())
                .text("sourceDestCheck", true);
        writeGroups(item, instance.securityGroupIds());
        item.items("networkInterfaceSet", instance.interfaces(), (xml, one) -> {
            xml.text("networkInterfaceId", one.id())
                    .text("subnetId", instance.location().subnet().id())
                    .text("vpcId", instance.location().subnet().vpcId())
                    .text("ownerId", account.id())
                    .text("status", "in-use")
                    .text("interfaceType", one.type())
                    .text("privateIpAddress", one.address())
                    .text("sourceDestCheck", true)
                    .group(
                            "attachment",
                            attachment -> attachment
                                    .text("attachmentId", one.id().replace("eni-", "eni-attach-"))
                                    .text("deviceIndex", one.device())
                                    .text("networkCardIndex", one.card())
                                    .text("status", "attached")
                                    .text("attachTime", instance.launchedAt())
                                    .text("deleteOnTermination", true));
            writeGroups(xml, one.securityGroupIds());
            var address = one.address();
            if (address != null) {
                xml.items(
                        "privateIpAddressesSet",
                        List.of(address),
                        (inner, ip) -> inner.text("privateIpAddress", ip).text("primary", true));
            }
        });
    }

    private void writeGroups(Xml xml, List<String> groupIds) {
        xml.items("groupSet", groupIds, (item, id) -> {
            var group = network.group(id);
            item.text("groupId", id).text("groupName", group == null ? null : group.name());
        });
    }
}
