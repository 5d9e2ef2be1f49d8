package sh.karpenter.core.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;

/// What is easy to get wrong about instance types and their offerings, point by point.
///
/// How many values of a label stay possible, and which types are kept when there are too many, is decided where
/// machines are planned and held by the tests of scheduling. Reboots and repair policies do not exist yet.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class CloudPitfallsTest {
    private static final Set<String> WELL_KNOWN = Set.of(LabelKeys.ZONE, LabelKeys.CAPACITY_TYPE);
    private static final Requirements ANY = Requirements.none();

    @Test
    @Order(1)
    void hugePagesAreTakenFromMemoryAndNeverMoreThanThereIs() {
        assertThat(type(memory(10, 1).with("hugepages-2Mi", 4)).allocatable().get(ResourceNames.MEMORY))
                .isEqualTo(5);
        assertThat(type(memory(10, 1).with("hugepages-2Mi", 40)).allocatable().get(ResourceNames.MEMORY))
                .isZero();
    }

    @Test
    @Order(2)
    void whatAnOfferingOverridesReplacesOnlyThatOfTheType() {
        var override = new Offering(
                Requirements.none(), 1, true, 0, memory(20, 0), Resources.none().with(ResourceNames.CPU, 5));
        Resources allocatable = type(memory(10, 7)).allocatable(override);
        assertThat(allocatable.get(ResourceNames.MEMORY)).isEqualTo(19);
        assertThat(type(memory(10, 7)).allocatable().get(ResourceNames.MEMORY)).isEqualTo(9);
    }

    @Test
    @Order(3)
    void aFullReservationIsAvailableAndCannotBeLaunched() {
        Offering full = offering(LabelKeys.RESERVED, 1, true, 0);
        assertThat(full.available()).isTrue();
        assertThat(full.launchable()).isFalse();
        assertThat(offering(LabelKeys.RESERVED, 1, true, 1).launchable()).isTrue();
        assertThat(offering(LabelKeys.RESERVED, 1, false, 1).launchable()).isFalse();
    }

    @Test
    @Order(4)
    void anOfferingWithoutCapacityTypeIsNoReservation() {
        assertThat(Offering.of(Requirements.none(), 1, true).launchable()).isTrue();
        assertThat(offering(LabelKeys.ON_DEMAND, 1, true, 0).launchable()).isTrue();
    }

    @Test
    @Order(5)
    void theCheapestPriceIsOfWhatCanBeLaunchedAndInfiniteWithoutAny() {
        InstanceType type = type(
                memory(10, 1),
                offering(LabelKeys.RESERVED, 0, true, 0),
                offering(LabelKeys.SPOT, 1, false, 0),
                offering(LabelKeys.ON_DEMAND, 3, true, 0));
        assertThat(LaunchPrices.cheapest(type, ANY, WELL_KNOWN)).isEqualTo(3);
        assertThat(LaunchPrices.cheapest(type, only(LabelKeys.SPOT), WELL_KNOWN))
                .isInfinite();
    }

    @Test
    @Order(6)
    void theWorstPriceIsTheDearestOfTheFirstWayToBuyReservedThenSpotThenOnDemand() {
        InstanceType type = type(
                memory(10, 1),
                offering(LabelKeys.RESERVED, 0.1, true, 0),
                offering(LabelKeys.SPOT, 1, true, 0),
                offering(LabelKeys.SPOT, 2, true, 0),
                offering(LabelKeys.SPOT, 9, false, 0),
                offering(LabelKeys.ON_DEMAND, 5, true, 0));
        assertThat(LaunchPrices.worst(type, ANY, WELL_KNOWN)).isEqualTo(2);
        assertThat(LaunchPrices.worst(type, only(LabelKeys.ON_DEMAND), WELL_KNOWN))
                .isEqualTo(5);
        assertThat(LaunchPrices.worst(type, only(LabelKeys.RESERVED), WELL_KNOWN))
                .isInfinite();
    }

    private static Requirements only(String capacityType) {
        return Requirements.of(Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType));
    }

    private static Offering offering(String capacityType, double price, boolean available, int left) {
        return new Offering(
                Requirements.of(
                        Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType), Requirement.in(LabelKeys.ZONE, "a")),
                price,
                available,
                left,
                null,
                null);
    }

    private static Resources memory(long bytes, long cpu) {
        Resources resources = Resources.none().with(ResourceNames.MEMORY, bytes);
        return cpu == 0 ? resources : resources.with(ResourceNames.CPU, cpu);
    }

    /// A type with one byte of overhead.
    private static InstanceType type(Resources capacity, Offering... offerings) {
        return new InstanceType(
                "machine", Requirements.none(), List.of(offerings), capacity, memory(1, 0), new TreeMap<>());
    }
}
