package sh.karpenter.providers.aws.interruption;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the messages that EventBridge puts into the interruption queue.
///
/// Source: AWS documentation, "EventBridge events for Amazon EC2" and "AWS Health events in EventBridge".
final class InterruptionMessages {
    private static final String VERSION = "0";

    private InterruptionMessages() {}

    /// Reads a message; null when it is not JSON of an object. Empty text is a message about nothing.
    static @Nullable Interruption read(String body) {
        if (body.isBlank()) {
            return Interruption.none(null);
        }
        JsonNode envelope;
        try {
            envelope = JsonMapper.shared().readTree(body);
        } catch (JacksonException notJson) {
            return null;
        }
        return envelope.isObject() ? read(envelope) : null;
    }

    private static Interruption read(JsonNode envelope) {
        Instant at = time(text(envelope, "time"));
        if (!text(envelope, "version").equals(VERSION)) {
            return Interruption.none(at);
        }
        JsonNode detail = envelope.path("detail");
        return switch (text(envelope, "source") + "/" + text(envelope, "detail-type")) {
            case "aws.ec2/EC2 Spot Instance Interruption Warning" ->
                about(InterruptionKind.SPOT_INTERRUPTED, detail, at);
            case "aws.ec2/EC2 Instance Rebalance Recommendation" ->
                about(InterruptionKind.REBALANCE_RECOMMENDATION, detail, at);
            case "aws.ec2/EC2 Capacity Reservation Instance Interruption Warning" ->
                about(InterruptionKind.CAPACITY_RESERVATION_INTERRUPTED, detail, at);
            case "aws.ec2/EC2 Instance State-change Notification" -> stateChange(detail, at);
            case "aws.health/AWS Health Event" -> health(detail, at);
            default -> Interruption.none(at);
        };
    }

    private static Interruption about(InterruptionKind kind, JsonNode detail, @Nullable Instant at) {
        String id = text(detail, "instance-id");
        return id.isEmpty() ? Interruption.none(at) : new Interruption(kind, List.of(id), at);
    }

    private static Interruption stateChange(JsonNode detail, @Nullable Instant at) {
        return switch (text(detail, "state").toLowerCase(Locale.ROOT)) {
            case "stopping", "stopped" -> about(InterruptionKind.INSTANCE_STOPPED, detail, at);
            case "shutting-down", "terminated" -> about(InterruptionKind.INSTANCE_TERMINATED, detail, at);
            default -> Interruption.none(at);
        };
    }

    /// Of AWS Health only what is scheduled for EC2: its other messages are about accounts and services.
    private static Interruption health(JsonNode detail, @Nullable Instant at) {
        if (!text(detail, "service").equals("EC2")
                || !text(detail, "eventTypeCategory").equals("scheduledChange")) {
            return Interruption.none(at);
        }
        var ids = new ArrayList<String>();
        for (JsonNode entity : detail.path("affectedEntities")) {
            String id = text(entity, "entityValue");
            if (!id.isEmpty()) {
                ids.add(id);
            }
        }
        return new Interruption(InterruptionKind.SCHEDULED_CHANGE, ids, at);
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            return null;
        }
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }
}
