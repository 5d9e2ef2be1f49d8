package sh.karpenter.local.aws.ec2.instance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.ec2.instance.LaunchOutcome.Launched;
import sh.karpenter.local.aws.ec2.instance.LaunchOutcome.Refused;
import sh.karpenter.local.aws.ec2.network.Network;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.ec2.template.LaunchData;
import sh.karpenter.local.aws.ec2.template.LaunchTemplates;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// RunInstances, DescribeInstances, TerminateInstances and RebootInstances.
public final class InstanceActions {
    private final Instances instances;
    private final InstanceLauncher launcher;
    private final LaunchTemplates templates;
    private final InstanceXml xml;
    private final Filters<Instance> filters;

    public InstanceActions(
            Account account,
            Network network,
            Tags tags,
            Instances instances,
            InstanceLauncher launcher,
            LaunchTemplates templates) {
        this.instances = instances;
        this.launcher = launcher;
        this.templates = templates;
        this.xml = new InstanceXml(account, network, tags, instances);
        this.filters = filters(account, instances, tags);
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "RunInstances", this::run,
                "DescribeInstances", this::describe,
                "TerminateInstances", this::terminate,
                "RebootInstances", this::reboot);
    }

    private static Filters<Instance> filters(Account account, Instances instances, Tags tags) {
        return Filters.<Instance>of()
                .field("instance-id", Instance::id)
                .field(
                        "instance-state-name",
                        instance -> instances.state(instance).wireName())
                .field(
                        "instance-state-code",
                        instance -> instances.state(instance).code())
                .field("instance-type", instance -> instance.type().name())
                .field(
                        "instance-lifecycle",
                        instance -> instance.purchase().market().lifecycle())
                .field(
                        "availability-zone",
                        instance -> instance.location().subnet().zone().name())
                .field(
                        "availability-zone-id",
                        instance -> instance.location().subnet().zone().id())
                .field("subnet-id", instance -> instance.location().subnet().id())
                .field("vpc-id", instance -> instance.location().subnet().vpcId())
                .field("image-id", instance -> instance.image().id())
                .field("architecture", instance -> instance.image().architecture())
                .field("private-dns-name", Instance::privateDnsName)
                .field("private-ip-address", Instance::address)
                .field("reservation-id", Instance::reservationId)
                .field("owner-id", instance -> account.id())
                .field("client-token", instance -> instance.purchase().clientToken())
                .field("launch-time", Instance::launchedAt)
                .field("tenancy", instance -> instance.location().tenancy())
                .field("placement-group-name", instance -> instance.location().groupName())
                .field(
                        "placement-partition-number",
                        instance -> instance.location().partition())
                .field(
                        "capacity-reservation-id",
                        instance -> instance.purchase().capacityReservationId())
                .field(
                        "spot-instance-request-id",
                        instance -> instance.purchase().spotRequestId())
                .fields("instance.group-id", Instance::securityGroupIds)
                .tags(instance -> tags.of(instance.id()))
                .build();
    }

    private void run(Parameters request, Xml answer) {
        var named = request.group("LaunchTemplate");
        var base = new LaunchData(Parameters.NONE);
        if (!named.isEmpty()) {
            var template = templates.named(named);
            base = template.versions().get(LaunchTemplates.version(template, named.text("Version")) - 1);
        }
        var data = base.overlaid(request);
        var order = new LaunchOrder(
                data, Market.of(data.marketType()), request.list("TagSpecification"), request.text("ClientToken"));
        if (request.flag("DryRun")) {
            launcher.check(order);
            throw AwsFault.dryRun();
        }
        var launched = new ArrayList<Instance>();
        var least = request.integer("MinCount");
        var most = request.integer("MaxCount");
        for (int i = 0; i < (most == null ? 1 : most); i++) {
            switch (launcher.launch(order)) {
                case Launched one -> launched.add(one.instance());
                case Refused refused -> {
                    if (launched.size() < (least == null ? 1 : least)) {
                        launched.forEach(one -> instances.terminate(one.id(), "Server.InternalError", "Launch undone"));
                        throw refused.asFault();
                    }
                }
            }
        }
        answer.text("reservationId", launched.getFirst().reservationId()).items("instancesSet", launched, xml::write);
    }

    private void describe(Parameters request, Xml answer) {
        var ids = request.texts("InstanceId");
        var size = request.integer("MaxResults");
        if (!ids.isEmpty() && size != null) {
            throw AwsFault.client(
                    "InvalidParameterCombination",
                    "The parameter instancesSet cannot be used with the parameter maxResults");
        }
        var visible = instances.visible();
        requireAll(ids, visible);
        var selected = filters.select(visible, request);
        selected.removeIf(instance -> !ids.isEmpty() && !ids.contains(instance.id()));
        var page = Page.of(selected, Instance::id, size, request.text("NextToken"));
        answer.items("reservationSet", page.items(), xml::writeReservation).text("nextToken", page.next());
    }

    private void requireAll(List<String> ids, List<Instance> visible) {
        var missing = new ArrayList<String>();
        for (var id : ids) {
            if (!id.matches("i-[0-9a-f]{8,17}")) {
                throw AwsFault.client("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
            }
            if (visible.stream().noneMatch(instance -> instance.id().equals(id))) {
                missing.add(id);
            }
        }
        if (missing.size() == 1) {
            throw AwsFault.client(
                    "InvalidInstanceID.NotFound", "The instance ID '" + missing.getFirst() + "' does not exist");
        }
        if (!missing.isEmpty()) {
            throw AwsFault.client(
                    "InvalidInstanceID.NotFound", "The instance IDs '" + String.join(", ", missing) + "' do not exist");
        }
    }

    private void terminate(Parameters request, Xml answer) {
        var ids = request.texts("InstanceId");
        ids.forEach(instances::get);
        answer.items("instancesSet", ids, (item, id) -> {
            var before = instances.state(instances.get(id));
            var ended = instances.terminate(id, "Client.UserInitiatedShutdown", "User initiated shutdown");
            item.text("instanceId", id)
                    .group("currentState", state -> InstanceXml.writeState(state, instances.state(ended)))
                    .group("previousState", state -> InstanceXml.writeState(state, before));
        });
    }

    private void reboot(Parameters request, Xml answer) {
        var ids = request.texts("InstanceId");
        for (var id : ids) {
            if (!instances.state(instances.get(id)).equals(InstanceState.RUNNING)) {
                throw AwsFault.client(
                        "IncorrectInstanceState",
                        "The instance '" + id + "' is not in a state from which it can reboot");
            }
        }
        ids.forEach(instances::reboot);
        answer.text("return", true);
    }
}
