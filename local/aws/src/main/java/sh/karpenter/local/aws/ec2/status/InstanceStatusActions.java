package sh.karpenter.local.aws.ec2.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.ec2.instance.Instance;
import sh.karpenter.local.aws.ec2.instance.InstanceState;
import sh.karpenter.local.aws.ec2.instance.Instances;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// DescribeInstanceStatus. Instances are healthy until somebody says otherwise with [#set].
public final class InstanceStatusActions {
    private static final Duration EVENT_LEAD = Duration.ofDays(7);

    private final Instances instances;
    private final Clock clock;
    private final Map<String, InstanceHealth> health = new HashMap<>();
    private final Filters<Instance> filters;

    public InstanceStatusActions(Instances instances, Clock clock) {
        this.instances = instances;
        this.clock = clock;
        filters = Filters.<Instance>of()
                .field(
                        "instance-state-name",
                        instance -> instances.state(instance).wireName())
                .field(
                        "availability-zone",
                        instance -> instance.location().subnet().zone().name())
                .field("instance-status.status", instance -> status(of(instance).instanceImpairedSince()))
                .field("system-status.status", instance -> status(of(instance).systemImpairedSince()))
                .fields("event.code", instance -> of(instance).events())
                .build();
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of("DescribeInstanceStatus", this::describe);
    }

    /// Says how an instance is from now on.
    public void set(String instanceId, InstanceHealth now) {
        health.put(instances.get(instanceId).id(), now);
    }

    private InstanceHealth of(Instance instance) {
        return health.getOrDefault(instance.id(), InstanceHealth.GOOD);
    }

    private void describe(Parameters request, Xml answer) {
        var wanted = request.texts("InstanceId");
        wanted.forEach(instances::get);
        boolean all = request.flag("IncludeAllInstances");
        var selected = filters.select(instances.visible(), request);
        selected.removeIf(instance -> !all && instances.state(instance) != InstanceState.RUNNING);
        selected.removeIf(instance -> !wanted.isEmpty() && !wanted.contains(instance.id()));
        var page = Page.of(selected, Instance::id, request.integer("MaxResults"), request.text("NextToken"));
        answer.items("instanceStatusSet", page.items(), this::write).text("nextToken", page.next());
    }

    private void write(Xml item, Instance instance) {
        var now = of(instance);
        var state = instances.state(instance);
        item.text("instanceId", instance.id())
                .text("availabilityZone", instance.location().subnet().zone().name())
                .text("availabilityZoneId", instance.location().subnet().zone().id())
                .group("instanceState", xml -> xml.text("code", state.code()).text("name", state.wireName()))
                .group("instanceStatus", xml -> writeCheck(xml, now.instanceImpairedSince()))
                .group("systemStatus", xml -> writeCheck(xml, now.systemImpairedSince()))
                .items(
                        "eventsSet",
                        now.events(),
                        (event, code) -> event.text("instanceEventId", Ids.of("instance-event", instance.id() + code))
                                .text("code", code)
                                .text("description", "Scheduled by the local AWS")
                                .text(
                                        "notBefore",
                                        clock.instant()
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .plus(EVENT_LEAD)));
    }

    private static void writeCheck(Xml xml, @Nullable Instant impairedSince) {
        xml.text("status", status(impairedSince))
                .group(
                        "details",
                        details -> details.group(
                                "item",
                                item -> item.text("name", "reachability")
                                        .text("status", impairedSince == null ? "passed" : "failed")
                                        .text("impairedSince", impairedSince)));
    }

    private static String status(@Nullable Instant impairedSince) {
        return impairedSince == null ? "ok" : "impaired";
    }
}
