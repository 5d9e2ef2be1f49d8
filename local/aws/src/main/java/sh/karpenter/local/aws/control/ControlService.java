package sh.karpenter.local.aws.control;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.AccountLock;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.ec2.Ec2;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.local.aws.ec2.capacity.CapacityReservation;
import sh.karpenter.local.aws.ec2.image.ImageRelease;
import sh.karpenter.local.aws.ec2.status.InstanceHealth;
import sh.karpenter.local.aws.event.Events;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.local.aws.fault.Faults;
import sh.karpenter.local.aws.http.HttpFront.ControlRequest;
import sh.karpenter.local.aws.http.RequestLog;
import sh.karpenter.local.aws.sqs.MessageQueue;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.JsonService;
import sh.karpenter.local.aws.zonalshift.ZonalShifts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Answers requests under `/_local/`, JSON in and JSON out; every POST answers with the state afterwards.
///
/// | Request | Body | Effect |
/// |---|---|---|
/// | `GET state` | | everything at a glance |
/// | `POST capacity` | `instanceType`, `zone`, `capacityType` (each default `*`), `instances`, `errorCode` | limits
/// pools |
/// | `DELETE capacity` | | no limits |
/// | `POST faults` | `action`, `code`, `status`, `message`, `times`, `dryRunsOnly` | refuses the next calls |
/// | `DELETE faults` | | no more refusals |
/// | `POST interruptions` | `kind` (`spot`, `rebalance`, `reservation`, `scheduled-change`), `instanceId` | tells the
/// queue |
/// | `POST health` | `instanceId`, `instanceImpaired`, `systemImpaired`, `events` | status checks say so |
/// | `POST images` | `date`, `bottlerocket` | publishes a release of all images |
/// | `POST subnets` | `subnetId`, `available` | leaves only so many addresses |
/// | `POST reservations` | `instanceType`, `zone`, `instances`, `matchCriteria`, `type`, `interruptible`, `minutes` | a
/// capacity reservation |
/// | `POST zonal-shifts` | `zoneId`, `minutes` | shifts away from a zone; 0 minutes end it |
public final class ControlService implements Function<ControlRequest, AwsAnswer> {
    private final Account account;
    private final AccountLock lock;
    private final Clock clock;
    private final Ids ids;
    private final Ec2 ec2;
    private final Faults faults;
    private final Events events;
    private final ZonalShifts zonalShifts;
    private final StateReport report;

    public ControlService(
            Account account,
            AccountLock lock,
            Clock clock,
            Ids ids,
            Ec2 ec2,
            Faults faults,
            RequestLog requests,
            Events events,
            MessageQueue queue,
            ZonalShifts zonalShifts) {
        this.account = account;
        this.lock = lock;
        this.clock = clock;
        this.ids = ids;
        this.ec2 = ec2;
        this.faults = faults;
        this.events = events;
        this.zonalShifts = zonalShifts;
        this.report = new StateReport(account, ec2, faults, requests, queue);
    }

    @Override
    public AwsAnswer apply(ControlRequest request) {
        try {
            lock.run(() -> perform(
                    request.method() + " " + request.path().substring("/_local".length()),
                    JsonService.read(request.body())));
            return json(200, lock.call(report::now));
        } catch (AwsFault refusal) {
            return json(
                    refusal.status(),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("code", refusal.code())
                            .put("message", refusal.text()));
        }
    }

    private void perform(String what, JsonNode body) {
        switch (what) {
            case "GET /state", "GET /", "GET " -> {}
            case "POST /capacity" -> limit(body);
            case "DELETE /capacity" -> ec2.pools().clear();
            case "POST /faults" -> inject(body);
            case "DELETE /faults" -> faults.clear();
            case "POST /interruptions" -> interrupt(body);
            case "POST /health" -> setHealth(body);
            case "POST /images" -> publish(body);
            case "POST /subnets" -> leaveAvailable(body);
            case "POST /reservations" -> reserve(body);
            case "POST /zonal-shifts" -> shift(body);
            default ->
                throw new AwsFault(
                        404,
                        "NotFound",
                        "There is no " + what + " under /_local. Maybe see the table in docs/local-aws.md");
        }
    }

    private void limit(JsonNode body) {
        ec2.pools()
                .limit(new CapacityLimit(
                        text(body, "instanceType", "*"),
                        text(body, "zone", "*"),
                        text(body, "capacityType", "*"),
                        body.path("instances").asInt(0),
                        text(body, "errorCode", CapacityLimit.INSUFFICIENT)));
    }

    private void inject(JsonNode body) {
        faults.inject(new Fault(
                required(body, "action"),
                body.path("status").asInt(400),
                required(body, "code"),
                text(body, "message", "Injected fault"),
                body.path("times").asInt(1),
                body.path("dryRunsOnly").asBoolean(false)));
    }

    private void interrupt(JsonNode body) {
        var id = required(body, "instanceId");
        var kind = required(body, "kind");
        switch (kind) {
            case "spot" -> events.interruptSpot(id);
            case "rebalance" -> events.recommendRebalance(id);
            case "reservation" -> events.interruptReservation(id);
            case "scheduled-change" -> events.scheduleChange(List.of(id));
            default ->
                throw AwsFault.invalid(
                        "Unknown kind '" + kind + "'. Maybe spot, rebalance, reservation or" + " scheduled-change?");
        }
    }

    private void setHealth(JsonNode body) {
        var codes = new ArrayList<String>();
        body.path("events").forEach(code -> codes.add(code.asString()));
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ec2.statuses()
                .set(
                        required(body, "instanceId"),
                        new InstanceHealth(
                                body.path("instanceImpaired").asBoolean(false) ? now : null,
                                body.path("systemImpaired").asBoolean(false) ? now : null,
                                codes));
    }

    private void publish(JsonNode body) {
        try {
            ec2.images()
                    .publish(new ImageRelease(LocalDate.parse(required(body, "date")), required(body, "bottlerocket")));
        } catch (DateTimeException e) {
            throw AwsFault.invalid(
                    "date is not like 2026-11-26: " + body.path("date").asString(""));
        }
    }

    private void leaveAvailable(JsonNode body) {
        var id = required(body, "subnetId");
        var subnet = ec2.network().subnet(id);
        if (subnet == null) {
            throw AwsFault.client("InvalidSubnetID.NotFound", "The subnet ID '" + id + "' does not exist");
        }
        subnet.leaveAvailable(body.path("available").asInt(0));
    }

    private void reserve(JsonNode body) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ec2.reservations()
                .put(new CapacityReservation(
                        ids.next("cr"),
                        account.id(),
                        required(body, "instanceType"),
                        required(body, "zone"),
                        text(body, "matchCriteria", "targeted"),
                        text(body, "type", "default"),
                        body.path("interruptible").asBoolean(false),
                        body.path("instances").asInt(1),
                        now,
                        end(body, now),
                        "active"));
    }

    private static @Nullable Instant end(JsonNode body, Instant now) {
        int minutes = body.path("minutes").asInt(0);
        return minutes == 0 ? null : now.plus(Duration.ofMinutes(minutes));
    }

    private void shift(JsonNode body) {
        var zoneId = required(body, "zoneId");
        int minutes = body.path("minutes").asInt(60);
        if (minutes == 0) {
            zonalShifts.cancel(zoneId);
        } else {
            zonalShifts.shiftAway(zoneId, clock.instant().plus(Duration.ofMinutes(minutes)));
        }
    }

    private static String required(JsonNode body, String name) {
        var value = body.path(name).asString("");
        if (value.isEmpty()) {
            throw AwsFault.missing(name);
        }
        return value;
    }

    private static String text(JsonNode body, String name, String otherwise) {
        return body.path(name).asString(otherwise);
    }

    private static AwsAnswer json(int status, JsonNode body) {
        return AwsAnswer.of(
                status,
                "application/json",
                JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n");
    }
}
