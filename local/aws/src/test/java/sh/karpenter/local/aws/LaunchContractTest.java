package sh.karpenter.local.aws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;
import static sh.karpenter.local.aws.Fixture.onlyId;
import static sh.karpenter.local.aws.Fixture.tag;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import software.amazon.awssdk.services.ec2.model.CreateFleetError;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetOnDemandAllocationStrategy;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.SpotAllocationStrategy;

/// CreateFleet and RunInstances through the SDK.
final class LaunchContractTest {
    private static final DefaultTargetCapacityType ON_DEMAND = DefaultTargetCapacityType.ON_DEMAND;
    private static final DefaultTargetCapacityType SPOT = DefaultTargetCapacityType.SPOT;

    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void createTemplate() {
        fixture.createTemplate("template", fixture.data().build());
    }

    private void limit(String type, String zone, String capacityType, int instances) {
        fixture.aws.ec2().pools().limit(CapacityLimit.of(type, zone, capacityType, instances));
    }

    @Test
    void launchesTheCheapestOverrideAndTagsTheInstance() {
        createTemplate();

        var fleet = fixture.ec2.createFleet(fixture.fleet("template", 1, ON_DEMAND, "m5.2xlarge", "m5.large")
                .build());

        assertThat(fleet.errors()).isEmpty();
        assertThat(fleet.instances()).singleElement().satisfies(one -> {
            assertThat(one.instanceTypeAsString()).isEqualTo("m5.large");
            assertThat(one.lifecycleAsString()).isEqualTo("on-demand");
            assertThat(one.launchTemplateAndOverrides().overrides().priority()).isEqualTo(2.0);
        });
        var instance = fixture.describe(onlyId(fleet));
        assertThat(instance.state().name()).isEqualTo(InstanceStateName.PENDING);
        assertThat(instance.tags())
                .contains(tag("karpenter.sh/nodepool", "default"), tag("aws:ec2:fleet-id", fleet.fleetId()));
        assertThat(instance.imageId()).isEqualTo(fixture.image("x86_64/standard"));
        assertThat(instance.privateDnsName()).isEqualTo("ip-10-0-32-4.us-west-2.compute.internal");
        assertThat(instance.placement().availabilityZone()).isEqualTo("us-west-2a");
        assertThat(instance.launchTime()).isEqualTo(Fixture.START);
        assertThat(instance.securityGroups())
                .extracting(group -> group.groupName())
                .containsExactly("default");
    }

    @Test
    void followsPrioritiesWhenTheyDecide() {
        createTemplate();

        var fleet = fixture.ec2.createFleet(fixture.fleet("template", 1, ON_DEMAND, "m5.2xlarge", "m5.large")
                .onDemandOptions(options -> options.allocationStrategy(FleetOnDemandAllocationStrategy.PRIORITIZED))
                .build());

        assertThat(fleet.instances().getFirst().instanceTypeAsString()).isEqualTo("m5.2xlarge");
    }

    @Test
    void reportsAnEmptyPoolAndTakesTheNextOne() {
        createTemplate();
        limit("m5.large", "*", "spot", 0);

        var fleet = fixture.ec2.createFleet(
                fixture.fleet("template", 1, SPOT, "m5.large", "m5.2xlarge").build());

        assertThat(fleet.instances().getFirst().instanceTypeAsString()).isEqualTo("m5.2xlarge");
        var instance = fixture.describe(onlyId(fleet));
        assertThat(instance.instanceLifecycleAsString()).isEqualTo("spot");
        assertThat(instance.spotInstanceRequestId()).startsWith("sir-");
        assertThat(fleet.errors()).singleElement().satisfies(error -> {
            assertThat(error.errorCode()).isEqualTo("InsufficientInstanceCapacity");
            assertThat(error.lifecycleAsString()).isEqualTo("spot");
            assertThat(error.launchTemplateAndOverrides().overrides().instanceTypeAsString())
                    .isEqualTo("m5.large");
        });
    }

    @Test
    void prefersPoolsThatHoldEverythingWhenCapacityDecides() {
        createTemplate();
        limit("m5.large", "*", "spot", 2);

        var fleet = fixture.ec2.createFleet(fixture.fleet("template", 3, SPOT, "m5.large", "m5.2xlarge")
                .spotOptions(options -> options.allocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED))
                .build());

        assertThat(fleet.instances()).singleElement().satisfies(one -> {
            assertThat(one.instanceTypeAsString()).isEqualTo("m5.2xlarge");
            assertThat(one.instanceIds()).hasSize(3);
        });
        assertThat(fleet.errors()).isEmpty();
    }

    @Test
    void takesWhatAPoolHasAndTheRestElsewhere() {
        createTemplate();
        limit("m5.large", "*", "*", 2);

        var fleet = fixture.ec2.createFleet(fixture.fleet("template", 3, ON_DEMAND, "m5.large", "m5.2xlarge")
                .build());

        assertThat(fleet.instances())
                .extracting(one -> one.instanceIds().size())
                .containsExactly(2, 1);
        assertThat(fleet.errors())
                .extracting(CreateFleetError::errorCode)
                .containsExactly("InsufficientInstanceCapacity");
    }

    @Test
    void givesCapacityBackWhenAnInstanceIsGone() {
        createTemplate();
        limit("m5.large", "us-west-2a", "on-demand", 1);
        var request = fixture.fleet("template", 1, ON_DEMAND, "m5.large").build();
        var id = onlyId(fixture.ec2.createFleet(request));
        assertThat(fixture.ec2.createFleet(request).instances()).isEmpty();

        fixture.ec2.terminateInstances(terminate -> terminate.instanceIds(id));
        fixture.advance(1);

        assertThat(fixture.ec2.createFleet(request).instances()).hasSize(1);
    }

    @Test
    void refusesATypeThatTheZoneDoesNotOffer() {
        createTemplate();
        var elsewhere = fixture.aws.catalog().types().keySet().stream()
                .filter(type -> !fixture.aws.catalog().offers("us-west-2a", type))
                .findFirst()
                .orElseThrow();

        var fleet = fixture.ec2.createFleet(
                fixture.fleet("template", 1, ON_DEMAND, elsewhere).build());

        assertThat(fleet.instances()).isEmpty();
        assertThat(fleet.errors()).singleElement().satisfies(error -> {
            assertThat(error.errorCode()).isIn("Unsupported", "InvalidParameterValue");
            assertThat(error.errorMessage()).contains(elsewhere.startsWith("a1") ? "architecture" : elsewhere);
        });
    }

    @Test
    void refusesAnImageOfAnotherArchitecture() {
        createTemplate();

        var fleet = fixture.ec2.createFleet(
                fixture.fleet("template", 1, ON_DEMAND, "m6g.large").build());

        assertThat(fleet.errors().getFirst().errorMessage()).contains("arm64", "x86_64");
    }

    @Test
    void refusesAFullSubnet() {
        createTemplate();
        var subnet = fixture.privateSubnet("us-west-2a").subnetId();
        requireNonNull(fixture.aws.ec2().network().subnet(subnet)).leaveAvailable(0);

        var fleet = fixture.ec2.createFleet(
                fixture.fleet("template", 1, ON_DEMAND, "m5.large").build());

        assertThat(fleet.errors().getFirst().errorCode()).isEqualTo("InsufficientFreeAddressesInSubnet");
        assertThat(fleet.errors()
                        .getFirst()
                        .launchTemplateAndOverrides()
                        .overrides()
                        .subnetId())
                .isEqualTo(subnet);
    }

    @Test
    void refusesASpotPriceAboveTheMaximum() {
        createTemplate();
        var request = fixture.fleet("template", 1, SPOT, "m5.large").build();
        var config = request.launchTemplateConfigs().getFirst();
        List<FleetLaunchTemplateOverridesRequest> cheap = config.overrides().stream()
                .map(override -> override.toBuilder().maxPrice("0.0001").build())
                .toList();

        var fleet = fixture.ec2.createFleet(request.toBuilder()
                .launchTemplateConfigs(config.toBuilder().overrides(cheap).build())
                .build());

        assertThat(fleet.errors().getFirst().errorCode()).isEqualTo("SpotMaxPriceTooLow");
    }

    @Test
    void takesAddressesFromTheSubnetAndGivesThemBack() {
        int before = fixture.privateSubnet("us-west-2a").availableIpAddressCount();
        var id = fixture.launch();
        assertThat(fixture.privateSubnet("us-west-2a").availableIpAddressCount())
                .isEqualTo(before - 1);

        fixture.ec2.terminateInstances(request -> request.instanceIds(id));
        fixture.advance(1);

        assertThat(fixture.privateSubnet("us-west-2a").availableIpAddressCount())
                .isEqualTo(before);
    }

    @Test
    void answersTheSameClientTokenOnce() {
        createTemplate();
        var request = fixture.fleet("template", 1, ON_DEMAND, "m5.large")
                .clientToken("once")
                .build();

        var first = fixture.ec2.createFleet(request);
        var second = fixture.ec2.createFleet(request);

        assertThat(onlyId(second)).isEqualTo(onlyId(first));
        assertThat(fixture.aws.ec2().instances().existing()).hasSize(1);
        assertThat(refusal(() -> fixture.ec2.createFleet(fixture.fleet("template", 2, ON_DEMAND, "m5.large")
                        .clientToken("once")
                        .build())))
                .isEqualTo("IdempotentParameterMismatch");
    }

    @Test
    void answersADryRunOfAFleetWithoutLaunching() {
        createTemplate();
        var request =
                fixture.fleet("template", 1, ON_DEMAND, "m5.large").dryRun(true).build();

        assertThat(refusal(() -> fixture.ec2.createFleet(request))).isEqualTo("DryRunOperation");
        assertThat(fixture.aws.ec2().instances().existing()).isEmpty();
    }

    @Test
    void refusesAFleetOfAnUnknownTemplate() {
        assertThat(refusal(() -> fixture.ec2.createFleet(
                        fixture.fleet("nobody", 1, ON_DEMAND, "m5.large").build())))
                .isEqualTo("InvalidLaunchTemplateName.NotFoundException");
    }

    @Test
    void runsInstancesFromATemplateAndItsOverrides() {
        createTemplate();
        var subnet = fixture.privateSubnet("us-west-2b").subnetId();

        var answer = fixture.ec2.runInstances(
                request -> request.launchTemplate(template -> template.launchTemplateName("template"))
                        .instanceType("c5.large")
                        .minCount(2)
                        .maxCount(2)
                        .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                .deviceIndex(0)
                                .subnetId(subnet)
                                .build()));

        assertThat(answer.instances()).hasSize(2).allSatisfy(instance -> {
            assertThat(instance.instanceTypeAsString()).isEqualTo("c5.large");
            assertThat(instance.subnetId()).isEqualTo(subnet);
        });
    }

    @Test
    void tellsInADryRunThatTheInstanceProfileIsMissing() {
        fixture.createTemplate(
                "template",
                fixture.data()
                        .iamInstanceProfile(profile -> profile.name("nobody"))
                        .build());

        assertThat(refusal(() -> fixture.ec2.runInstances(request -> request.dryRun(true)
                        .minCount(1)
                        .maxCount(1)
                        .instanceType("m5.large")
                        .launchTemplate(template -> template.launchTemplateName("template")))))
                .isEqualTo("InvalidParameterValue");
    }

    @Test
    void answersADryRunOfRunInstances() {
        createTemplate();

        assertThat(refusal(() -> fixture.ec2.runInstances(request -> request.dryRun(true)
                        .minCount(1)
                        .maxCount(1)
                        .instanceType("m5.large")
                        .launchTemplate(template -> template.launchTemplateName("template")))))
                .isEqualTo("DryRunOperation");
    }
}
