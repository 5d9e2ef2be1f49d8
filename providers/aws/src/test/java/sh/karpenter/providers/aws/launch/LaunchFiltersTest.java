package sh.karpenter.providers.aws.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.label.AwsResources;

/// Each rule that narrows a launch, alone.
final class LaunchFiltersTest {
    private static final Resources SMALL = resources("cpu", "1");
    private static final String A = "zone-a";
    private static final String B = "zone-b";

    @Test
    void typesThatAreTooSmallOrCannotBeBoughtAreLeftOut() {
        var small = type("small", "1", spot(A, 0.01));
        var large = type("large", "4", spot(A, 0.05));
        var sold = type("sold", "4", unavailable(A));
        var other = type("other", "4", onDemand(A, 0.09));
        assertThat(names(new SuitableTypes().narrow(List.of(small, large, sold, other), need("2", LabelKeys.SPOT))))
                .containsExactly("large");
    }

    @Test
    void aClaimForReservationsThatAreAllFullEndsAtTheFirstRule() {
        var full = type("full", "4", reserved(A, "cr-1", "default", false, 0, 0.00001));
        assertThat(new SuitableTypes().narrow(List.of(full), need("1", LabelKeys.RESERVED)))
                .isEmpty();
    }

    @Test
    void ofTheKindsOfReservationTheOneWithTheCheapestOfferingStays() {
        var type = type(
                "m5",
                "4",
                reserved(A, "cr-block", "capacity-block", false, 1, 0.00002),
                reserved(A, "cr-default", "default", false, 1, 0.00001),
                onDemand(A, 0.1));
        var left = new OneReservationKind().narrow(List.of(type), either());
        assertThat(reservations(left)).containsExactly("cr-default");
    }

    @Test
    void amongEquallyCheapKindsTheDefaultComesFirstAndFullOnesDoNotCount() {
        var type = type(
                "m5",
                "4",
                reserved(A, "cr-full", "default", false, 0, 0.00001),
                reserved(A, "cr-block", "capacity-block", false, 1, 0.00001),
                reserved(A, "cr-taken-back", "default", true, 1, 0.00001));
        var left = new OneReservationKind().narrow(List.of(type), either());
        assertThat(reservations(left)).containsExactly("cr-block");
    }

    @Test
    void withoutReservedOfferingsOrWhereNoneIsAllowedNothingChanges() {
        var bought = type("m5", "4", onDemand(A, 0.1), spot(A, 0.05));
        assertThat(new OneReservationKind().narrow(List.of(bought), either())).containsExactly(bought);
        var reserved = type("m5", "4", reserved(A, "cr-1", "default", false, 1, 0.00001), onDemand(A, 0.1));
        assertThat(new OneReservationKind().narrow(List.of(reserved), need("1", LabelKeys.ON_DEMAND)))
                .containsExactly(reserved);
    }

    @Test
    void oneCapacityBlockStaysTheCheapest() {
        var dear = type("a", "4", reserved(A, "cr-1", "capacity-block", false, 1, 0.3));
        var cheap = type("b", "4", reserved(B, "cr-2", "capacity-block", false, 1, 0.2));
        var left = new OneCapacityBlock().narrow(List.of(dear, cheap), either());
        assertThat(names(left)).containsExactly("b");
        assertThat(reservations(left)).containsExactly("cr-2");
    }

    @Test
    void whereNoBlockCanBeLaunchedNothingChanges() {
        var full = type("a", "4", reserved(A, "cr-1", "capacity-block", false, 0, 0.3));
        assertThat(new OneCapacityBlock().narrow(List.of(full), either())).containsExactly(full);
    }

    @Test
    void perZoneTheReservationWithMostRoomStaysAndTypesWithoutAreDropped() {
        var type = type(
                "m5",
                "4",
                reserved(A, "cr-3", "default", false, 3, 0.00001),
                reserved(A, "cr-7", "default", false, 7, 0.00001),
                reserved(B, "cr-1", "default", false, 1, 0.00001));
        var without = type("c5", "4", reserved(A, "cr-0", "default", false, 0, 0.00001));
        var left = new OneReservationPerZone().narrow(List.of(type, without), either());
        assertThat(names(left)).containsExactly("m5");
        assertThat(reservations(left)).containsExactly("cr-7", "cr-1");
        assertThat(new OneReservationPerZone().narrow(List.of(without), either()))
                .containsExactly(without);
    }

    @Test
    void wholeMachinesAndMachinesWithDevicesAreLeftOutUnlessThereIsNothingElse() {
        var ordinary = type("m5.large", "4", onDemand(A, 0.1));
        var metal = with(type("m5.metal", "96", onDemand(A, 4)), Requirement.in(AwsLabels.SIZE, "metal"));
        var gpu = type("g5", resources("cpu", "8", AwsResources.NVIDIA_GPU, "1"), onDemand(A, 1));
        var filter = new OrdinaryTypes();
        assertThat(names(filter.narrow(List.of(ordinary, metal, gpu), either())))
                .containsExactly("m5.large");
        assertThat(names(filter.narrow(List.of(metal, gpu), either()))).containsExactly("m5.metal", "g5");
        assertThat(names(filter.narrow(List.of(ordinary, metal), countingValues())))
                .containsExactly("m5.large", "m5.metal");
    }

    @Test
    void spotThatIsDearerThanTheCheapestOnDemandIsLeftOut() {
        var cheap = type("cheap", "4", spot(A, 0.05), spot(B, 0.30), onDemand(A, 0.10));
        var dear = type("dear", "4", spot(A, 0.11));
        var filter = new SpotNoDearerThanOnDemand();
        var left = filter.narrow(List.of(cheap, dear), either());
        assertThat(names(left)).containsExactly("cheap");
        assertThat(left.getFirst().offerings())
                .extracting(Offering::pricePerHour)
                .containsExactly(0.05, 0.10);
        assertThat(filter.narrow(List.of(cheap, dear), need("1", LabelKeys.SPOT)))
                .containsExactly(cheap, dear);
        assertThat(filter.narrow(List.of(cheap, dear), countingValues())).containsExactly(cheap, dear);
    }

    private static InstanceType type(String name, String cpu, Offering... offerings) {
        return type(name, resources("cpu", cpu), offerings);
    }

    private static InstanceType type(String name, Resources capacity, Offering... offerings) {
        return new InstanceType(
                name,
                Requirements.of(
                        Requirement.in(LabelKeys.INSTANCE_TYPE, name),
                        Requirement.in(LabelKeys.ZONE, A, B),
                        Requirement.in(
                                LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND, LabelKeys.SPOT, LabelKeys.RESERVED)),
                List.of(offerings),
                capacity,
                Resources.none(),
                new TreeMap<>());
    }

    private static InstanceType with(InstanceType type, Requirement requirement) {
        return new InstanceType(
                type.name(),
                type.requirements().with(requirement),
                type.offerings(),
                type.capacity(),
                type.overhead(),
                type.volumeLimits());
    }

    private static Offering spot(String zone, double price) {
        return offering(zone, LabelKeys.SPOT, price, true);
    }

    private static Offering onDemand(String zone, double price) {
        return offering(zone, LabelKeys.ON_DEMAND, price, true);
    }

    private static Offering unavailable(String zone) {
        return offering(zone, LabelKeys.SPOT, 0.01, false);
    }

    private static Offering offering(String zone, String capacityType, double price, boolean available) {
        return Offering.of(
                Requirements.of(
                        Requirement.in(LabelKeys.ZONE, zone), Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType)),
                price,
                available);
    }

    private static Offering reserved(
            String zone, String id, String kind, boolean interruptible, int left, double price) {
        return new Offering(
                Requirements.of(
                        Requirement.in(LabelKeys.ZONE, zone),
                        Requirement.in(LabelKeys.CAPACITY_TYPE, LabelKeys.RESERVED),
                        Requirement.in(AwsLabels.RESERVATION_ID, id),
                        Requirement.in(AwsLabels.RESERVATION_TYPE, kind),
                        Requirement.in(AwsLabels.RESERVATION_INTERRUPTIBLE, Boolean.toString(interruptible))),
                price,
                true,
                left,
                null,
                null);
    }

    private static LaunchNeed either() {
        return need("1", LabelKeys.ON_DEMAND, LabelKeys.SPOT, LabelKeys.RESERVED);
    }

    private static LaunchNeed countingValues() {
        SequencedMap<String, Integer> minimums = new TreeMap<>();
        minimums.put(LabelKeys.INSTANCE_TYPE, 2);
        return new LaunchNeed(either().requirements(), SMALL, minimums);
    }

    private static LaunchNeed need(String cpu, String... capacityTypes) {
        return new LaunchNeed(
                Requirements.of(Requirement.in(LabelKeys.CAPACITY_TYPE, capacityTypes)),
                resources("cpu", cpu),
                new TreeMap<>());
    }

    private static Resources resources(String... namesAndAmounts) {
        var amounts = new TreeMap<String, Long>();
        for (int i = 0; i < namesAndAmounts.length; i += 2) {
            amounts.put(namesAndAmounts[i], Quantity.parse(namesAndAmounts[i], namesAndAmounts[i + 1]));
        }
        return new Resources(amounts);
    }

    private static List<String> names(List<InstanceType> types) {
        return types.stream().map(InstanceType::name).toList();
    }

    private static List<String> reservations(List<InstanceType> types) {
        return types.stream()
                .flatMap(type -> type.offerings().stream())
                .map(offering -> NarrowedTypes.value(offering, AwsLabels.RESERVATION_ID))
                .toList();
    }
}
