package sh.karpenter.local.aws.event;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.ec2.instance.Instance;
import sh.karpenter.local.aws.ec2.instance.InstanceListener;
import sh.karpenter.local.aws.ec2.instance.InstanceState;
import sh.karpenter.local.aws.ec2.instance.Instances;
import sh.karpenter.local.aws.sqs.MessageQueue;
import sh.karpenter.local.aws.time.Timer;
import sh.karpenter.local.aws.wire.AwsFault;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts messages into the interruption queue as the five EventBridge rules of an installation do.
///
/// Changes of state come by themselves; all others are ordered. A spot interruption is more than a message: two
/// minutes later EC2 takes the instance away. All methods take the account's lock.
public final class Events implements InstanceListener {
    private static final Duration SPOT_NOTICE = Duration.ofMinutes(2);

    private final Account account;
    private final Clock clock;
    private final Timer timer;
    private final AccountLock lock;
    private final Instances instances;
    private final MessageQueue queue;

    public Events(
            Account account, Clock clock, Timer timer, AccountLock lock, Instances instances, MessageQueue queue) {
        this.account = account;
        this.clock = clock;
        this.timer = timer;
        this.lock = lock;
        this.instances = instances;
        this.queue = queue;
    }

    @Override
    public void entered(Instance instance, InstanceState state) {
        var detail = detail().put("instance-id", instance.id()).put("state", state.wireName());
        send("aws.ec2", "EC2 Instance State-change Notification", detail, List.of(instance.id()));
    }

    @Override
    public void booted(Instance instance) {}

    @Override
    public void rebooted(Instance instance) {}

    /// Warns that a spot instance is about to be taken away, and takes it away two minutes later.
    ///
    /// @throws AwsFault when there is no such instance
    public void interruptSpot(String instanceId) {
        require(instanceId);
        var detail = detail().put("instance-id", instanceId).put("instance-action", "terminate");
        send("aws.ec2", "EC2 Spot Instance Interruption Warning", detail, List.of(instanceId));
        takeAway(instanceId, "Server.SpotInstanceTermination", "Spot instance termination");
    }

    /// Says that a spot instance is at elevated risk of interruption. Nothing happens to it.
    ///
    /// @throws AwsFault when there is no such instance
    public void recommendRebalance(String instanceId) {
        require(instanceId);
        var detail = detail().put("instance-id", instanceId);
        send("aws.ec2", "EC2 Instance Rebalance Recommendation", detail, List.of(instanceId));
    }

    /// Warns that the machine of an interruptible capacity reservation is reclaimed, and takes it two minutes later.
    ///
    /// @throws AwsFault when there is no such instance
    public void interruptReservation(String instanceId) {
        require(instanceId);
        var detail = detail().put("instance-id", instanceId).put("instance-action", "terminate");
        send("aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning", detail, List.of(instanceId));
        takeAway(instanceId, "Server.CapacityReservationInterruption", "Capacity reservation interruption");
    }

    /// Announces maintenance of instances, as AWS Health does.
    ///
    /// @throws AwsFault when there is no such instance
    public void scheduleChange(List<String> instanceIds) {
        instanceIds.forEach(this::require);
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var detail = detail().put(
                        "eventArn",
                        account.arn("health", "event/EC2/AWS_EC2_MAINTENANCE_SCHEDULED/" + UUID.randomUUID()))
                .put("service", "EC2")
                .put("eventTypeCode", "AWS_EC2_MAINTENANCE_SCHEDULED")
                .put("eventTypeCategory", "scheduledChange")
                .put("startTime", now.plus(Duration.ofDays(1)).toString())
                .put("endTime", now.plus(Duration.ofDays(2)).toString());
        detail.putArray("eventDescription")
                .addObject()
                .put("language", "en_US")
                .put("latestDescription", "An instance needs maintenance");
        var affected = detail.putArray("affectedEntities");
        instanceIds.forEach(id -> affected.addObject().put("entityValue", id));
        send("aws.health", "AWS Health Event", detail, instanceIds);
    }

    private void require(String instanceId) {
        lock.run(() -> instances.get(instanceId));
    }

    private void takeAway(String instanceId, String code, String message) {
        timer.after(
                SPOT_NOTICE,
                () -> lock.run(() -> {
                    if (instances.find(instanceId) != null) {
                        instances.terminate(instanceId, code, message);
                    }
                }));
    }

    private void send(String source, String type, ObjectNode detail, List<String> instanceIds) {
        var envelope = JsonNodeFactory.instance
                .objectNode()
                .put("version", "0")
                .put("id", UUID.randomUUID().toString())
                .put("detail-type", type)
                .put("source", source)
                .put("account", account.id())
                .put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", account.region());
        var resources = envelope.putArray("resources");
        instanceIds.forEach(id -> resources.add(account.arn("ec2", "instance/" + id)));
        envelope.set("detail", detail);
        queue.send(JsonMapper.shared().writeValueAsString(envelope));
    }

    private static ObjectNode detail() {
        return JsonNodeFactory.instance.objectNode();
    }
}
