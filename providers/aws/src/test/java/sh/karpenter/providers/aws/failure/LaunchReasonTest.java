package sh.karpenter.providers.aws.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LaunchReasonTest {

    @Test
    void deniedCallsAreToldApartByWhoDeniesThem() {
        assertThat(reason("UnauthorizedOperation", "... with an explicit deny in a permissions boundary"))
                .satisfies(reason -> assertThat(reason.message()).contains("boundary"))
                .extracting(LaunchReason::reason)
                .isEqualTo("Unauthorized");
        assertThat(reason("UnauthorizedOperation", "Not authorized for images: [ami-1]")
                        .reason())
                .isEqualTo("AMIAuthorizationFailure");
        assertThat(reason("AuthFailure.ServiceLinkedRoleCreationNotPermitted", "no")
                        .reason())
                .isEqualTo("SpotSLRCreationFailed");
    }

    @Test
    void quotasAndImagesHaveReasonsOfTheirOwn() {
        assertThat(reason("VcpuLimitExceeded", "").reason()).isEqualTo("VCPULimitExceeded");
        assertThat(reason("InvalidAMIID.NotFound", "").reason()).isEqualTo("AMINotFound");
        assertThat(reason("InvalidParameter", "Security group sg-1 and subnet subnet-1 belong to different networks")
                        .reason())
                .isEqualTo("SecurityGroupSubnetVPCMismatch");
        assertThat(reason("SomethingNew", "never seen").reason()).isEqualTo("LaunchFailed");
    }

    @Test
    void equalErrorsAreToldOnce() {
        AwsFailure failure = AwsFailure.ofFleet("InsufficientInstanceCapacity", "no capacity");
        assertThat(LaunchReason.of(List.of(failure, failure)).message())
                .isEqualTo("InsufficientInstanceCapacity: no capacity");
    }

    private static LaunchReason reason(String code, String message) {
        return AwsFailure.ofFleet(code, message).launchReason();
    }
}
