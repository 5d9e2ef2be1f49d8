package sh.karpenter.providers.aws.interruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterruptionMessagesTest {
    private static final Instant SENT = Instant.parse("2026-11-23T00:00:00Z");

    @Test
    void everyKindOfMessageIsUnderstood() {
        assertThat(read("aws.ec2", "EC2 Spot Instance Interruption Warning", "{\"instance-id\":\"i-1\"}"))
                .isEqualTo(new Interruption(InterruptionKind.SPOT_INTERRUPTED, List.of("i-1"), SENT));
        assertThat(read("aws.ec2", "EC2 Instance Rebalance Recommendation", "{\"instance-id\":\"i-1\"}"))
                .isEqualTo(new Interruption(InterruptionKind.REBALANCE_RECOMMENDATION, List.of("i-1"), SENT));
        assertThat(read(
                        "aws.ec2",
                        "EC2 Capacity Reservation Instance Interruption Warning",
                        "{\"instance-id\":\"i-1\"}"))
                .isEqualTo(new Interruption(InterruptionKind.CAPACITY_RESERVATION_INTERRUPTED, List.of("i-1"), SENT));
    }

    @Test
    void changesOfStateThatEndAMachineCountWhateverTheirCase() {
        for (String state : List.of("stopping", "stopped", "Stopping")) {
            assertThat(state(state).kind()).isEqualTo(InterruptionKind.INSTANCE_STOPPED);
        }
        for (String state : List.of("shutting-down", "terminated", "Terminated")) {
            assertThat(state(state).kind()).isEqualTo(InterruptionKind.INSTANCE_TERMINATED);
        }
        for (String state : List.of("pending", "running", "")) {
            assertThat(state(state).kind()).isEqualTo(InterruptionKind.NO_OP);
        }
    }

    @Test
    void ofAwsHealthOnlyScheduledChangesOfEc2Count() {
        String entities = "\"affectedEntities\":[{\"entityValue\":\"i-1\"},{\"entityValue\":\"i-2\"}]";
        assertThat(health("EC2", "scheduledChange", entities))
                .isEqualTo(new Interruption(InterruptionKind.SCHEDULED_CHANGE, List.of("i-1", "i-2"), SENT));
        assertThat(health("EC2", "accountNotification", entities).kind()).isEqualTo(InterruptionKind.NO_OP);
        assertThat(health("RDS", "scheduledChange", entities).kind()).isEqualTo(InterruptionKind.NO_OP);
    }

    @Test
    void otherMessagesAreAboutNothing() {
        assertThat(read("aws.ec2", "EC2 Something New", "{\"instance-id\":\"i-1\"}")
                        .kind())
                .isEqualTo(InterruptionKind.NO_OP);
        assertThat(read("aws.ec2", "EC2 Spot Instance Interruption Warning", "{}")
                        .kind())
                .isEqualTo(InterruptionKind.NO_OP);
        assertThat(InterruptionMessages.read("")).isEqualTo(Interruption.none(null));
        assertThat(InterruptionMessages.read("{}")).isEqualTo(Interruption.none(null));
        String newVersion =
                "{\"version\":\"1\",\"source\":\"aws.ec2\",\"detail-type\":\"EC2 Spot Instance Interruption Warning\"}";
        assertThat(InterruptionMessages.read(newVersion)).isEqualTo(Interruption.none(null));
    }

    @Test
    void whatIsNoObjectCannotBeRead() {
        for (String broken : List.of("not json", "[]", "1", "{\"version\":")) {
            assertThat(InterruptionMessages.read(broken)).as(broken).isNull();
        }
    }

    private static Interruption state(String state) {
        return read(
                "aws.ec2",
                "EC2 Instance State-change Notification",
                "{\"instance-id\":\"i-1\",\"state\":\"" + state + "\"}");
    }

    private static Interruption health(String service, String category, String more) {
        return read(
                "aws.health",
                "AWS Health Event",
                "{\"service\":\"" + service + "\",\"eventTypeCategory\":\"" + category + "\"," + more + "}");
    }

    private static Interruption read(String source, String type, String detail) {
        Interruption read = InterruptionMessages.read("{\"version\":\"0\",\"source\":\"" + source
                + "\",\"detail-type\":\"" + type + "\",\"time\":\"" + SENT + "\",\"detail\":" + detail + "}");
        assertThat(read).isNotNull();
        return read == null ? Interruption.none(null) : read;
    }
}
