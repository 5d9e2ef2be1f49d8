package sh.karpenter.providers.aws.interruption;

import io.fabric8.kubernetes.api.model.Node;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;
import sh.karpenter.kube.client.store.WriteOutcome;
import sh.karpenter.kube.provider.EventSink;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.offering.UnavailableOfferings;

/// Lets the claims of machines go that are, or will be, taken away. The claim's finalizer then drains the node
/// and ends the machine as always; this is only earlier than EC2 would.
public final class InterruptedClaims {
    private static final Logger LOG = LoggerFactory.getLogger("controller");

    private final NodeClaims claims;
    private final Nodes nodes;
    private final UnavailableOfferings unavailable;
    private final EventSink events;
    private final ProviderMeters meters;
    private final InstantSource clock;

    public InterruptedClaims(
            NodeClaims claims,
            Nodes nodes,
            UnavailableOfferings unavailable,
            EventSink events,
            ProviderMeters meters,
            InstantSource clock) {
        this.claims = claims;
        this.nodes = nodes;
        this.unavailable = unavailable;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    /// Acts on what happened to a machine. A machine of no claim is nobody's business here.
    ///
    /// @param queue the queue that told it, empty when it was found otherwise
    /// @return whether everything was done; else it has to be told again
    public boolean happened(InterruptionKind kind, String instanceId, String queue) {
        boolean done = true;
        for (NodeClaim claim : of(instanceId)) {
            publish(claim, kind.severity(), kind.event(), _ -> kind.message());
            mark(kind, claim);
            if (kind.endsClaim() && claim.getMetadata().getDeletionTimestamp() == null) {
                done &= end(kind, claim, queue);
            }
        }
        return done;
    }

    /// The claims of a machine: one, or none.
    public List<NodeClaim> of(String instanceId) {
        var found = new ArrayList<NodeClaim>();
        for (NodeClaim claim : claims.list()) {
            String text = claim.statusOrEmpty().providerID();
            ProviderId id = text == null || text.isEmpty() ? null : ProviderId.parse(text);
            if (id != null && id.instanceId().equals(instanceId)) {
                found.add(claim);
            }
        }
        return found;
    }

    /// What is taken away in one place will be hard to have there again.
    private void mark(InterruptionKind kind, NodeClaim claim) {
        Map<String, String> labels = labels(claim);
        String zone = labels.getOrDefault(LabelKeys.ZONE, "");
        String type = labels.getOrDefault(LabelKeys.INSTANCE_TYPE, "");
        if (zone.isEmpty() || type.isEmpty()) {
            return;
        }
        String reservation = labels.getOrDefault(AwsLabels.RESERVATION_ID, "");
        if (kind == InterruptionKind.SPOT_INTERRUPTED) {
            unavailable.markOffering(LabelKeys.SPOT, type, zone);
        } else if (kind == InterruptionKind.CAPACITY_RESERVATION_INTERRUPTED && !reservation.isEmpty()) {
            unavailable.markReservation(type, zone, reservation);
        }
    }

    private boolean end(InterruptionKind kind, NodeClaim claim, String queue) {
        boolean forceful = kind == InterruptionKind.INSTANCE_STATUS || kind == InterruptionKind.SYSTEM_STATUS;
        if (forceful && !withoutDraining(claim)) {
            return false;
        }
        return switch (claims.delete(claim)) {
            case DeleteOutcome.Deleting _ -> {
                line(LOG.atInfo(), kind, claim, queue).log("initiating delete from interruption message");
                publish(
                        claim,
                        EventSink.Severity.WARNING,
                        "TerminatingOnInterruption",
                        object -> "Interruption triggered termination for the " + object);
                meters.disrupted(claim, kind.text());
                yield true;
            }
            case DeleteOutcome.Gone _ -> true;
            case DeleteOutcome.Refused(var code, var message) -> {
                line(LOG.atError(), kind, claim, queue)
                        .addKeyValue("code", code)
                        .addKeyValue("error", message)
                        .log("could not delete the NodeClaim of an interrupted instance");
                yield false;
            }
        };
    }

    /// Nothing on a machine that fails its checks can be relied on: the time for draining is over now.
    private boolean withoutDraining(NodeClaim claim) {
        if (annotations(claim).containsKey(AnnotationKeys.TERMINATION_TIMESTAMP)) {
            return true;
        }
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        var outcome = claims.patchUnlocked(claim, copy -> {
            var annotations = new HashMap<>(annotations(copy));
            annotations.put(AnnotationKeys.TERMINATION_TIMESTAMP, now);
            copy.getMetadata().setAnnotations(annotations);
            return copy;
        });
        return outcome.current() != null || outcome instanceof WriteOutcome.Gone<NodeClaim>;
    }

    /// What people's queries on such lines look for, in this order: the queue, the kind, the claim, what is done,
    /// the node.
    private LoggingEventBuilder line(LoggingEventBuilder line, InterruptionKind kind, NodeClaim claim, String queue) {
        var result = (queue.isEmpty() ? line : line.addKeyValue("queue", queue))
                .addKeyValue("messageKind", kind.text())
                .addKeyValue("NodeClaim", Map.of("name", claim.getMetadata().getName()))
                .addKeyValue("action", "CordonAndDrain");
        for (Node node : nodesOf(claim)) {
            result =
                    result.addKeyValue("Node", Map.of("name", node.getMetadata().getName()));
        }
        return result;
    }

    /// @param message by the kind of the object that it is about
    private void publish(NodeClaim claim, EventSink.Severity severity, String reason, UnaryOperator<String> message) {
        if (reason.isEmpty()) {
            return;
        }
        events.publish(EventSink.About.of(claim), severity, reason, message.apply("NodeClaim"));
        nodesOf(claim)
                .forEach(node -> events.publish(EventSink.About.of(node), severity, reason, message.apply("Node")));
    }

    private List<Node> nodesOf(NodeClaim claim) {
        String id = claim.statusOrEmpty().providerID();
        return id == null || id.isEmpty() ? List.of() : nodes.byProviderId(id);
    }

    private static Map<String, String> labels(NodeClaim claim) {
        return Objects.requireNonNullElse(claim.getMetadata().getLabels(), Map.<String, String>of());
    }

    private static Map<String, String> annotations(NodeClaim claim) {
        return Objects.requireNonNullElse(claim.getMetadata().getAnnotations(), Map.<String, String>of());
    }
}
