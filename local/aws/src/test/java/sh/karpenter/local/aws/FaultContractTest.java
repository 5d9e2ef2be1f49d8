package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static sh.karpenter.local.aws.Clients.refusal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.fault.Fault;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Ordered refusals, and what is not served.
final class FaultContractTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void throttlesAsOftenAsOrdered() {
        fixture.aws.faults().inject(Fault.throttled("DescribeSubnets", 2));

        var refused = catchThrowableOfType(Ec2Exception.class, () -> fixture.ec2.describeSubnets());
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("RequestLimitExceeded");
        assertThat(refused.isThrottlingException()).isTrue();
        assertThat(refusal(() -> fixture.ec2.describeSubnets())).isEqualTo("RequestLimitExceeded");
        assertThat(fixture.ec2.describeSubnets().subnets()).hasSize(6);
        assertThat(fixture.aws.requests().count("ec2", "DescribeSubnets")).isEqualTo(3);
    }

    @Test
    void failsOnItsOwnSideWhenOrdered() {
        fixture.aws.faults().inject(Fault.internal("*", 1));

        var refused = catchThrowableOfType(Ec2Exception.class, () -> fixture.ec2.describeSubnets());

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InternalError");
    }

    @Test
    void withholdsAPermissionFromDryRunsOnly() {
        fixture.aws.faults().inject(Fault.unauthorized("ec2", "CreateFleet").forDryRuns());
        fixture.createTemplate("template", fixture.data().build());
        var request = fixture.fleet("template", 1, DefaultTargetCapacityType.ON_DEMAND, "m5.large");

        assertThat(refusal(() -> fixture.ec2.createFleet(request.dryRun(true).build())))
                .isEqualTo("UnauthorizedOperation");
        assertThat(fixture.ec2.createFleet(request.dryRun(false).build()).instances())
                .hasSize(1);
        fixture.aws.faults().clear();
        assertThat(refusal(() -> fixture.ec2.createFleet(request.dryRun(true).build())))
                .isEqualTo("DryRunOperation");
    }

    @Test
    void refusesInTheProtocolOfEachService() {
        fixture.aws.faults().inject(Fault.client("GetParameter", "ParameterNotFound", 1));
        fixture.aws.faults().inject(Fault.unauthorized("iam", "GetInstanceProfile"));
        try (var ssm = Clients.of(SsmClient.builder(), fixture.aws);
                var iam = Clients.of(IamClient.builder(), fixture.aws)) {
            assertThat(refusal(() -> ssm.getParameter(request -> request.name("/x"))))
                    .isEqualTo("ParameterNotFound");
            assertThat(refusal(() -> iam.getInstanceProfile(request -> request.instanceProfileName("x"))))
                    .isEqualTo("AccessDenied");
        }
    }

    @Test
    void namesAnActionThatIsNotServed() {
        var refused = catchThrowableOfType(Ec2Exception.class, () -> fixture.ec2.describeAddresses());

        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidAction");
        assertThat(refused.getMessage()).contains("DescribeAddresses");
    }
}
