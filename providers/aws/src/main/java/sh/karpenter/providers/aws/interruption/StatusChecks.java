package sh.karpenter.providers.aws.interruption;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.selector.TagFilters;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;

/// Asks EC2 every minute which machines fail their status checks, or have an event scheduled, and lets their
/// claims go.
///
/// A failing check counts when it has failed for two minutes; a scheduled event at once, whatever its date.
/// Without the permission to ask, it says so once and asks no more.
public final class StatusChecks implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration TOLERATED = Duration.ofMinutes(2);
    private static final List<String> EVENTS =
            List.of("instance-reboot", "system-reboot", "system-maintenance", "instance-retirement", "instance-stop");
    private static final int PAGE = 1000;

    private final Ec2Client ec2;
    private final InterruptedClaims claims;
    private final ProviderMeters meters;
    private final InstantSource clock;
    private Set<Finding> known = Set.of();

    public StatusChecks(Ec2Client ec2, InterruptedClaims claims, ProviderMeters meters, InstantSource clock) {
        this.ec2 = ec2;
        this.claims = claims;
        this.meters = meters;
        this.clock = clock;
    }

    /// What is wrong with a machine.
    record Finding(String instanceId, InterruptionKind kind) {}

    @Override
    public Requeue get() {
        try {
            boolean done = true;
            var now = new HashSet<Finding>();
            for (Finding finding : findings()) {
                if (claims.of(finding.instanceId()).isEmpty()) {
                    continue;
                }
                now.add(finding);
                if (!known.contains(finding)) {
                    meters.unhealthy(category(finding.kind()));
                }
                done &= claims.happened(finding.kind(), finding.instanceId(), "");
            }
            known = now;
            return done ? Requeue.after(INTERVAL) : Requeue.backoff();
        } catch (SdkException broken) {
            AwsFailure failure = AwsFailure.of(broken);
            if (failure.unauthorized()) {
                LOG.atError()
                        .addKeyValue("error", failure.text())
                        .log("instance status checks are off: allow ec2:DescribeInstanceStatus and restart");
                return Requeue.none();
            }
            LOG.atError().addKeyValue("error", failure.text()).log("cannot read instance status checks");
            return Requeue.backoff();
        }
    }

    private List<Finding> findings() {
        var byId = new LinkedHashMap<String, InstanceStatus>();
        for (Filter filter : List.of(
                TagFilters.filter("instance-status.status", List.of("impaired")),
                TagFilters.filter("system-status.status", List.of("impaired")),
                TagFilters.filter("event.code", EVENTS))) {
            ec2.describeInstanceStatusPaginator(
                            request -> request.filters(filter).maxResults(PAGE).includeAllInstances(false))
                    .instanceStatuses()
                    .forEach(status -> byId.put(status.instanceId(), status));
        }
        var findings = new ArrayList<Finding>();
        byId.forEach((id, status) -> findings.addAll(of(id, status, clock.instant())));
        return findings;
    }

    /// What the status of a machine says.
    static List<Finding> of(String id, InstanceStatus status, Instant now) {
        var findings = new ArrayList<Finding>();
        if (status.instanceStatus() != null && failsLong(status.instanceStatus().details(), now)) {
            findings.add(new Finding(id, InterruptionKind.INSTANCE_STATUS));
        }
        if (status.systemStatus() != null && failsLong(status.systemStatus().details(), now)) {
            findings.add(new Finding(id, InterruptionKind.SYSTEM_STATUS));
        }
        boolean scheduled = status.hasEvents()
                && status.events().stream()
                        .anyMatch(event -> EVENTS.contains(event.codeAsString())
                                && !completed(String.valueOf(event.description())));
        if (scheduled) {
            findings.add(new Finding(id, InterruptionKind.EVENT_STATUS));
        }
        return findings;
    }

    /// EC2 keeps events for a while after they are over and says so in front of their description.
    private static boolean completed(String description) {
        return description.startsWith("[Completed]") || description.startsWith("[Canceled]");
    }

    private static boolean failsLong(List<InstanceStatusDetails> details, Instant now) {
        return details.stream()
                .anyMatch(detail -> "failed".equals(detail.statusAsString())
                        && detail.impairedSince() != null
                        && !Duration.between(detail.impairedSince(), now)
                                .minus(TOLERATED)
                                .isNegative());
    }

    private static String category(InterruptionKind kind) {
        return Map.of(
                        InterruptionKind.INSTANCE_STATUS, "InstanceStatus",
                        InterruptionKind.SYSTEM_STATUS, "SystemStatus",
                        InterruptionKind.EVENT_STATUS, "EventStatus")
                .getOrDefault(kind, kind.text());
    }
}
