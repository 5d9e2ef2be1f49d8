package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.arczonalshift.ArcZonalShiftClient;
import software.amazon.awssdk.services.arczonalshift.model.AppliedStatus;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.ClusterStatus;

/// EKS and zonal shift through the SDK.
final class ClusterContractTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void describesTheClusterAsItIsNow() {
        try (var eks = Clients.of(EksClient.builder(), fixture.aws)) {
            fixture.aws.cluster(fixture.aws
                    .cluster()
                    .withEndpoint("https://127.0.0.1:6443", "Y2E=")
                    .withVersion("1.35"));

            var cluster = eks.describeCluster(request -> request.name("demo")).cluster();

            assertThat(cluster.endpoint()).isEqualTo("https://127.0.0.1:6443");
            assertThat(cluster.certificateAuthority().data()).isEqualTo("Y2E=");
            assertThat(cluster.version()).isEqualTo("1.35");
            assertThat(cluster.status()).isEqualTo(ClusterStatus.ACTIVE);
            assertThat(cluster.kubernetesNetworkConfig().serviceIpv4Cidr()).isEqualTo("172.20.0.0/16");
            assertThat(cluster.arn()).isEqualTo("arn:aws:eks:us-west-2:000000000000:cluster/demo");
            assertThat(eks.listClusters().clusters()).containsExactly("demo");
            assertThat(refusal(() -> eks.describeCluster(request -> request.name("other"))))
                    .isEqualTo("ResourceNotFoundException");
        }
    }

    @Test
    void reportsAShiftUntilItExpires() {
        try (var zonalShift = Clients.of(ArcZonalShiftClient.builder(), fixture.aws)) {
            var arn = "arn:aws:eks:us-west-2:000000000000:cluster/demo";
            fixture.aws.zonalShifts().shiftAway("usw2-az1", Fixture.START.plusSeconds(60));

            var shifts = zonalShift
                    .getManagedResource(request -> request.resourceIdentifier(arn))
                    .zonalShifts();

            assertThat(shifts).singleElement().satisfies(shift -> {
                assertThat(shift.awayFrom()).isEqualTo("usw2-az1");
                assertThat(shift.appliedStatus()).isEqualTo(AppliedStatus.APPLIED);
                assertThat(shift.expiryTime()).isEqualTo(Fixture.START.plusSeconds(60));
            });
            fixture.advance(60);
            assertThat(zonalShift
                            .getManagedResource(request -> request.resourceIdentifier(arn))
                            .zonalShifts())
                    .isEmpty();
            assertThat(refusal(() -> zonalShift.getManagedResource(request -> request.resourceIdentifier(arn + "2"))))
                    .isEqualTo("ResourceNotFoundException");
        }
    }
}
