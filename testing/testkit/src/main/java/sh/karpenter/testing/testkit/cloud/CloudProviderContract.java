package sh.karpenter.testing.testkit.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.CatalogueOutcome;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.FindOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Operator;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.model.resource.Resources;

/// What the core may rely on with any provider. A provider's test extends this and says how to make its
/// provider and the objects that it understands.
///
/// JUnit makes a new instance per test, so an implementation keeps its cloud in fields.
public abstract class CloudProviderContract {
    private int claims;

    /// The provider under test, the same one throughout a test.
    protected abstract CloudProvider provider();

    /// Another provider over the same cloud, as after a restart of the process: it remembers nothing.
    protected abstract CloudProvider restartedProvider();

    /// A node class that is ready.
    protected abstract NodeClassRef nodeClass();

    /// A pool of [#nodeClass].
    protected final NodePool pool() {
        return CoreClaims.pool(nodeClass());
    }

    /// A claim of [#pool] that was not launched yet. Each call makes one with a name and uid of its own.
    ///
    /// @param requests what the machine must hold
    /// @param instanceTypes the types it may be
    protected NodeClaim claim(Resources requests, List<String> instanceTypes) {
        claims++;
        return CoreClaims.unlaunched(
                "claim-" + claims,
                nodeClass(),
                requests,
                List.of(LabelExpression.of(
                        LabelKeys.INSTANCE_TYPE, Operator.IN, instanceTypes.toArray(String[]::new))));
    }

    /// The same claim after its launch, with the provider id and labels of the machine.
    protected NodeClaim launched(NodeClaim claim, Instance machine) {
        return CoreClaims.launched(claim, machine);
    }

    /// Lets the cloud finish what it has begun, a termination for example.
    protected abstract void settle();

    @Test
    void catalogueIsSortedByNameAndEveryTypeSaysWhatItIs() {
        List<InstanceType> types = types();
        assertThat(types).isNotEmpty().extracting(InstanceType::name).isSorted().doesNotHaveDuplicates();
        for (InstanceType type : types) {
            assertThat(type.requirements().values(LabelKeys.INSTANCE_TYPE).contains(type.name()))
                    .as("type %s names itself", type.name())
                    .isTrue();
            for (String key : List.of(LabelKeys.ARCH, LabelKeys.OS, LabelKeys.ZONE, LabelKeys.CAPACITY_TYPE)) {
                assertThat(type.requirements().byKey())
                        .as("type %s", type.name())
                        .containsKey(key);
            }
            assertThat(type.capacity().get("cpu")).isPositive();
            assertThat(type.capacity().get("memory")).isPositive();
            assertThat(type.capacity().get("pods")).isPositive();
            assertThat(type.allocatable().fitsIn(type.capacity())).isTrue();
        }
    }

    @Test
    void offeringsOfATypeAreUniqueAndAmongItsZonesAndCapacityTypes() {
        for (InstanceType type : types()) {
            var seen = new HashSet<Requirements>();
            for (var offering : type.offerings()) {
                assertThat(seen.add(offering.requirements()))
                        .as("offerings of %s: %s twice", type.name(), offering.requirements())
                        .isTrue();
                if (offering.available()) {
                    assertThat(type.requirements().values(LabelKeys.ZONE).contains(offering.zone()))
                            .isTrue();
                    assertThat(type.requirements()
                                    .values(LabelKeys.CAPACITY_TYPE)
                                    .contains(offering.capacityType()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aCatalogueThatDidNotChangeKeepsItsGeneration() {
        var first = (CatalogueOutcome.Catalogue) provider().instanceTypes(pool());
        var second = (CatalogueOutcome.Catalogue) provider().instanceTypes(pool());
        assertThat(second.generation()).isEqualTo(first.generation());
        assertThat(second.types()).isEqualTo(first.types());
    }

    @Test
    void offeringsAreReservedOnlyWhereReservationsAreDeclared() {
        boolean declared = provider().capabilities().reservations();
        assertThat(types())
                .flatExtracting(InstanceType::offerings)
                .allMatch(offering -> declared || !offering.capacityType().equals(LabelKeys.RESERVED));
    }

    @Test
    void launchedMachineMeetsTheClaim() {
        NodeClaim claim = anyClaim();
        Instance machine = launch(claim);
        assertThat(machine.providerId()).isNotEmpty();
        assertThat(machine.labels())
                .containsKeys(LabelKeys.INSTANCE_TYPE, LabelKeys.ZONE, LabelKeys.CAPACITY_TYPE, LabelKeys.ARCH);
        Requirements wanted =
                Requirements.of(claim.spec().requirements(), provider().labels());
        assertThat(wanted.intersects(Requirements.ofLabels(machine.labels()))).isTrue();
        assertThat(claim.spec().requests().fitsIn(machine.allocatable())).isTrue();
    }

    @Test
    void launchTakesTheCheapestOffering() {
        var open = types().stream()
                .filter(type -> type.offerings().stream().anyMatch(offering -> offering.launchable()))
                .toList();
        NodeClaim claim =
                claim(Resources.none(), open.stream().map(InstanceType::name).toList());
        double cheapest = open.stream()
                .flatMap(type -> type.offerings().stream())
                .filter(offering -> offering.launchable())
                .filter(offering -> Requirements.of(
                                claim.spec().requirements(), provider().labels())
                        .compatible(offering.requirements(), provider().labels().wellKnown()))
                .mapToDouble(offering -> offering.pricePerHour())
                .min()
                .orElseThrow();
        Instance machine = launch(claim);
        assertThat(types().stream()
                        .filter(type -> type.name().equals(machine.labels().get(LabelKeys.INSTANCE_TYPE)))
                        .flatMap(type -> type.offerings().stream())
                        .filter(offering ->
                                offering.zone().equals(machine.labels().get(LabelKeys.ZONE))
                                        && offering.capacityType()
                                                .equals(machine.labels().get(LabelKeys.CAPACITY_TYPE)))
                        .mapToDouble(offering -> offering.pricePerHour()))
                .contains(cheapest);
    }

    @Test
    void launchedMachineIsFoundAloneAndInTheList() {
        Instance machine = launch(anyClaim());
        assertThat(found(provider().find(machine.providerId())))
                .extracting(Instance::providerId)
                .containsExactly(machine.providerId());
        assertThat(found(provider().list())).extracting(Instance::providerId).containsOnlyOnce(machine.providerId());
    }

    @Test
    void listSaysForWhichClaimAMachineWasLaunched() {
        NodeClaim claim = anyClaim();
        Instance machine = launch(claim);
        assertThat(found(provider().list()))
                .filteredOn(other -> other.providerId().equals(machine.providerId()))
                .extracting(Instance::claimName)
                .containsExactly(claim.name());
    }

    @Test
    void launchingAClaimAgainGivesTheSameMachine() {
        NodeClaim claim = anyClaim();
        Instance machine = launch(claim);
        assertThat(launch(claim).providerId()).isEqualTo(machine.providerId());
        assertThat(machinesInService()).hasSize(1);
    }

    @Test
    void launchingAClaimAgainAfterARestartGivesTheSameMachine() {
        NodeClaim claim = anyClaim();
        Instance machine = launch(claim);
        assertThat(restartedProvider().launch(claim))
                .isInstanceOfSatisfying(
                        LaunchOutcome.Launched.class,
                        again -> assertThat(again.instance().providerId()).isEqualTo(machine.providerId()));
        assertThat(machinesInService()).hasSize(1);
    }

    @Test
    void everyClaimHasAMachineOfItsOwn() {
        Instance one = launch(anyClaim());
        Instance other = launch(anyClaim());
        assertThat(other.providerId()).isNotEqualTo(one.providerId());
    }

    @Test
    void requestsThatNoTypeHoldsAreInsufficientCapacity() {
        NodeClaim claim = claim(
                FakeInstanceTypes.resources("cpu", "1000000"),
                types().stream().map(InstanceType::name).toList());
        assertThat(provider().launch(claim)).isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
        assertThat(machinesInService()).isEmpty();
    }

    @Test
    void unknownTypesAreInsufficientCapacity() {
        assertThat(provider().launch(claim(Resources.none(), List.of("no-such-type"))))
                .isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
    }

    @Test
    void terminatedMachineIsGoneInTheEnd() {
        NodeClaim claim = anyClaim();
        NodeClaim launched = launched(claim, launch(claim));
        assertThat(provider().terminate(launched))
                .isInstanceOfAny(TerminateOutcome.Terminating.class, TerminateOutcome.Gone.class);
        settle();
        assertThat(provider().terminate(launched)).isEqualTo(new TerminateOutcome.Gone());
        assertThat(inService(provider().find(launched.status().providerId()))).isEmpty();
        assertThat(machinesInService()).isEmpty();
    }

    @Test
    void terminatingOneMachineLeavesTheOthers() {
        NodeClaim going = anyClaim();
        Instance gone = launch(going);
        Instance kept = launch(anyClaim());
        var _ = provider().terminate(launched(going, gone));
        settle();
        assertThat(machinesInService()).extracting(Instance::providerId).containsExactly(kept.providerId());
    }

    @Test
    void healthyMachineIsInSync() {
        NodeClaim claim = anyClaim();
        assertThat(provider().drift(launched(claim, launch(claim)))).isEqualTo(new DriftOutcome.InSync());
    }

    @Test
    void aMachineThatIsGoneHasNotDrifted() {
        NodeClaim claim = anyClaim();
        NodeClaim launched = launched(claim, launch(claim));
        var _ = provider().terminate(launched);
        settle();
        assertThat(provider().drift(launched))
                .isEqualTo(
                        provider().capabilities().drift()
                                ? new DriftOutcome.InstanceGone()
                                : new DriftOutcome.InSync());
    }

    @Test
    void supportsAtLeastOneKindOfNodeClass() {
        assertThat(provider().nodeClasses()).isNotEmpty();
        assertThat(provider().name()).isNotEmpty();
        assertThat(provider().labels().wellKnown())
                .containsAll(LabelVocabulary.core().wellKnown());
    }

    private List<InstanceType> types() {
        return ((CatalogueOutcome.Catalogue) provider().instanceTypes(pool())).types();
    }

    private NodeClaim anyClaim() {
        List<String> names = types().stream()
                .filter(type -> type.offerings().stream().anyMatch(offering -> offering.launchable()))
                .map(InstanceType::name)
                .toList();
        return claim(FakeInstanceTypes.resources("cpu", "100m", "memory", "100Mi", "pods", "1"), names);
    }

    private Instance launch(NodeClaim claim) {
        return ((LaunchOutcome.Launched) provider().launch(claim)).instance();
    }

    private List<Instance> machinesInService() {
        return inService(provider().list());
    }

    private static List<Instance> inService(FindOutcome outcome) {
        return found(outcome).stream().filter(machine -> !machine.deleting()).toList();
    }

    private static List<Instance> found(FindOutcome outcome) {
        return ((FindOutcome.Found) outcome).instances();
    }
}
