package sh.karpenter.providers.aws.interruption;

import java.util.Locale;
import sh.karpenter.kube.provider.EventSink.Severity;

/// What a message says, or a status check found.
///
/// Source: Karpenter documentation, "Disruption / Interruption", and the metrics' label values.
public enum InterruptionKind {
    /// A spot machine is taken away in two minutes.
    SPOT_INTERRUPTED(true, Severity.WARNING, "SpotInterrupted", "Spot interruption warning was triggered"),
    /// A spot machine is likelier than others to be taken away. Nothing is done.
    REBALANCE_RECOMMENDATION(
            false, Severity.NORMAL, "SpotRebalanceRecommendation", "Spot rebalance recommendation was triggered"),
    /// AWS will maintain or retire the machine.
    SCHEDULED_CHANGE(true, Severity.WARNING, "InstanceUnhealthy", Texts.UNHEALTHY),
    /// The machine stops or has stopped.
    INSTANCE_STOPPED(true, Severity.WARNING, "InstanceStopping", "Instance is stopping"),
    /// The machine ends or has ended.
    INSTANCE_TERMINATED(true, Severity.WARNING, "InstanceTerminating", "Instance is terminating"),
    /// The owner of an interruptible capacity reservation takes it back.
    CAPACITY_RESERVATION_INTERRUPTED(
            true,
            Severity.WARNING,
            "CapacityReservationInstanceInterrupted",
            "Capacity reservation interruption warning was triggered"),
    /// EC2's check of the machine fails.
    INSTANCE_STATUS(true, Severity.WARNING, "InstanceUnhealthy", Texts.UNHEALTHY),
    /// EC2's check of what the machine runs on fails.
    SYSTEM_STATUS(true, Severity.WARNING, "InstanceUnhealthy", Texts.UNHEALTHY),
    /// EC2 has scheduled an event for the machine.
    EVENT_STATUS(true, Severity.WARNING, "InstanceUnhealthy", Texts.UNHEALTHY),
    /// A message that is about nothing of this.
    NO_OP(false, Severity.NORMAL, "", "");

    private final boolean endsClaim;
    private final Severity severity;
    private final String event;
    private final String message;

    InterruptionKind(boolean endsClaim, Severity severity, String event, String message) {
        this.endsClaim = endsClaim;
        this.severity = severity;
        this.event = event;
        this.message = message;
    }

    /// What several kinds have in common; people search for these words.
    private static final class Texts {
        private static final String UNHEALTHY = "An unhealthy warning was triggered for the instance";
    }

    /// As metrics write it: `spot_interrupted`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the machine's claim must go.
    public boolean endsClaim() {
        return endsClaim;
    }

    /// How serious its event is.
    public Severity severity() {
        return severity;
    }

    /// The reason of its event.
    public String event() {
        return event;
    }

    /// The text of its event.
    public String message() {
        return message;
    }
}
