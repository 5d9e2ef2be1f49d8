package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;
import static sh.karpenter.local.aws.Fixture.filter;
import static sh.karpenter.local.aws.Fixture.onlyId;

import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CapacityReservationInstancePlatform;
import software.amazon.awssdk.services.ec2.model.CapacityReservationState;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.PlacementStrategy;

/// Capacity reservations and placement groups through the SDK.
final class CapacityContractTest {
    private static final DefaultTargetCapacityType ON_DEMAND = DefaultTargetCapacityType.ON_DEMAND;

    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String reserve(int instances) {
        return fixture.ec2
                .createCapacityReservation(request -> request.instanceType("m5.large")
                        .instancePlatform(CapacityReservationInstancePlatform.LINUX_UNIX)
                        .availabilityZone("us-west-2a")
                        .instanceMatchCriteria("targeted")
                        .instanceCount(instances))
                .capacityReservation()
                .capacityReservationId();
    }

    private void createTemplateFor(String reservation) {
        fixture.createTemplate(
                "reserved",
                fixture.data()
                        .capacityReservationSpecification(
                                wanted -> wanted.capacityReservationPreference("capacity-reservations-only")
                                        .capacityReservationTarget(target -> target.capacityReservationId(reservation)))
                        .build());
    }

    private int available(String reservation) {
        return fixture.ec2
                .describeCapacityReservations(request -> request.capacityReservationIds(reservation))
                .capacityReservations()
                .getFirst()
                .availableInstanceCount();
    }

    @Test
    void countsAReservationDownAndUpAgain() {
        var reservation = reserve(1);
        createTemplateFor(reservation);
        var request = fixture.fleet("reserved", 1, ON_DEMAND, "m5.large").build();

        var id = onlyId(fixture.ec2.createFleet(request));

        assertThat(available(reservation)).isZero();
        assertThat(fixture.describe(id).capacityReservationId()).isEqualTo(reservation);
        assertThat(fixture.ec2.createFleet(request).errors().getFirst().errorCode())
                .isEqualTo("ReservationCapacityExceeded");
        fixture.ec2.terminateInstances(terminate -> terminate.instanceIds(id));
        fixture.advance(1);
        assertThat(available(reservation)).isEqualTo(1);
    }

    @Test
    void leavesInstancesOnDemandWhenTheirReservationIsCancelled() {
        var reservation = reserve(1);
        createTemplateFor(reservation);
        var id = onlyId(fixture.ec2.createFleet(
                fixture.fleet("reserved", 1, ON_DEMAND, "m5.large").build()));

        fixture.ec2.cancelCapacityReservation(request -> request.capacityReservationId(reservation));

        assertThat(fixture.describe(id).capacityReservationId()).isNull();
        assertThat(fixture.ec2
                        .describeCapacityReservations(request -> request.filters(filter("state", "active")))
                        .capacityReservations())
                .isEmpty();
        assertThat(fixture.ec2
                        .describeCapacityReservations(request -> {})
                        .capacityReservations()
                        .getFirst()
                        .state())
                .isEqualTo(CapacityReservationState.CANCELLED);
    }

    @Test
    void knowsWhichReservationsThereAre() {
        assertThat(refusal(() -> available("cr-00000000000000000"))).isEqualTo("InvalidCapacityReservationId.NotFound");
    }

    @Test
    void spreadsOverPartitions() {
        var group = fixture.ec2
                .createPlacementGroup(request -> request.groupName("parts")
                        .strategy(PlacementStrategy.PARTITION)
                        .partitionCount(3))
                .placementGroup()
                .groupId();
        fixture.createTemplate(
                "grouped",
                fixture.data().placement(placement -> placement.groupId(group)).build());

        var fleet = fixture.ec2.createFleet(
                fixture.fleet("grouped", 3, ON_DEMAND, "m5.large").build());

        var partitions = new HashSet<Integer>();
        fleet.instances()
                .getFirst()
                .instanceIds()
                .forEach(id -> partitions.add(fixture.describe(id).placement().partitionNumber()));
        assertThat(partitions).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(fixture.ec2
                        .describePlacementGroups(
                                request -> request.groupIds(group).filters(filter("state", "available")))
                        .placementGroups()
                        .getFirst()
                        .partitionCount())
                .isEqualTo(3);
    }

    @Test
    void limitsASpreadGroupPerZone() {
        fixture.ec2.createPlacementGroup(request -> request.groupName("spread").strategy(PlacementStrategy.SPREAD));
        fixture.createTemplate(
                "grouped",
                fixture.data()
                        .placement(placement -> placement.groupName("spread"))
                        .build());

        var fleet = fixture.ec2.createFleet(
                fixture.fleet("grouped", 8, ON_DEMAND, "m5.large").build());

        assertThat(fleet.instances().getFirst().instanceIds()).hasSize(7);
        assertThat(fleet.errors().getFirst().errorMessage())
                .contains("limit of instances in this spread placement group");
        assertThat(refusal(() -> fixture.ec2.describePlacementGroups(request -> request.groupNames("nobody"))))
                .isEqualTo("InvalidPlacementGroup.Unknown");
    }
}
