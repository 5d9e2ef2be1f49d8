package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.ec2.capacity.CapacityLimit;
import sh.karpenter.local.aws.time.ManualTime;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Launching through the SDK: template, fleet, instance, termination.
final class LaunchContractTest {
    private static final String AL2023 =
            "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/recommended/image_id";

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-23T08:00:00Z"));
    private LocalAws aws;
    private Ec2Client ec2;
    private String image;

    @BeforeEach
    void start() {
        aws = LocalAws.builder().clusterName("demo").time(time).start();
        ec2 = Clients.of(Ec2Client.builder(), aws);
        try (var ssm = Clients.of(SsmClient.builder(), aws)) {
            image = ssm.getParameter(request -> request.name(AL2023))
                    .parameter()
                    .value();
        }
    }

    @AfterEach
    void stop() {
        ec2.close();
        aws.close();
    }

    @Test
    void launchesTheCheapestOverrideAndTagsTheInstance() {
        createTemplate("template");

        var fleet =
                ec2.createFleet(fleet("template", 1, DefaultTargetCapacityType.ON_DEMAND, "m5.2xlarge", "m5.large"));

        assertThat(fleet.errors()).isEmpty();
        assertThat(fleet.instances()).hasSize(1);
        assertThat(fleet.instances().getFirst().instanceTypeAsString()).isEqualTo("m5.large");
        assertThat(fleet.instances()
                        .getFirst()
                        .launchTemplateAndOverrides()
                        .overrides()
                        .priority())
                .isEqualTo(2.0);
        var instance = describe(onlyId(fleet));
        assertThat(instance.state().name()).isEqualTo(InstanceStateName.PENDING);
        assertThat(instance.tags()).contains(tag("karpenter.sh/nodepool", "default"));
        assertThat(instance.imageId()).isEqualTo(image);
        assertThat(instance.privateDnsName()).isEqualTo("ip-10-0-32-4.us-west-2.compute.internal");
        assertThat(instance.placement().availabilityZone()).isEqualTo("us-west-2a");
    }

    @Test
    void reportsAnEmptyPoolAndTakesTheNextOne() {
        createTemplate("template");
        aws.ec2().pools().limit(CapacityLimit.of("m5.large", "*", "spot", 0));

        var fleet = ec2.createFleet(fleet("template", 1, DefaultTargetCapacityType.SPOT, "m5.large", "m5.2xlarge"));

        assertThat(fleet.instances().getFirst().instanceTypeAsString()).isEqualTo("m5.2xlarge");
        assertThat(describe(onlyId(fleet)).instanceLifecycleAsString()).isEqualTo("spot");
        assertThat(fleet.errors()).singleElement().satisfies(error -> {
            assertThat(error.errorCode()).isEqualTo("InsufficientInstanceCapacity");
            assertThat(error.lifecycleAsString()).isEqualTo("spot");
            assertThat(error.launchTemplateAndOverrides().overrides().instanceTypeAsString())
                    .isEqualTo("m5.large");
        });
    }

    @Test
    void livesFromPendingToGone() {
        createTemplate("template");
        var id = onlyId(ec2.createFleet(fleet("template", 1, DefaultTargetCapacityType.ON_DEMAND, "m5.large")));
        time.advance(Duration.ofSeconds(1));
        assertThat(describe(id).state().name()).isEqualTo(InstanceStateName.RUNNING);

        var terminated = ec2.terminateInstances(request -> request.instanceIds(id));

        assertThat(terminated.terminatingInstances().getFirst().currentState().name())
                .isEqualTo(InstanceStateName.SHUTTING_DOWN);
        time.advance(Duration.ofSeconds(1));
        assertThat(describe(id).state().name()).isEqualTo(InstanceStateName.TERMINATED);
        time.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> describe(id))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidInstanceID.NotFound"));
    }

    @Test
    void takesAddressesFromTheSubnetAndGivesThemBack() {
        createTemplate("template");
        int before = privateSubnet("us-west-2a").availableIpAddressCount();
        var id = onlyId(ec2.createFleet(fleet("template", 1, DefaultTargetCapacityType.ON_DEMAND, "m5.large")));
        assertThat(privateSubnet("us-west-2a").availableIpAddressCount()).isEqualTo(before - 1);

        ec2.terminateInstances(request -> request.instanceIds(id));
        time.advance(Duration.ofSeconds(1));

        assertThat(privateSubnet("us-west-2a").availableIpAddressCount()).isEqualTo(before);
    }

    @Test
    void answersADryRunWithDryRunOperation() {
        createTemplate("template");
        var request = fleet("template", 1, DefaultTargetCapacityType.ON_DEMAND, "m5.large").toBuilder()
                .dryRun(true)
                .build();

        assertThatThrownBy(() -> ec2.createFleet(request)).isInstanceOfSatisfying(Ec2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("DryRunOperation");
            assertThat(e.statusCode()).isEqualTo(412);
        });
    }

    private void createTemplate(String name) {
        ec2.createLaunchTemplate(request -> request.launchTemplateName(name)
                .launchTemplateData(data -> data.imageId(image).userData("")));
    }

    private CreateFleetRequest fleet(String template, int count, DefaultTargetCapacityType market, String... types) {
        var subnet = privateSubnet("us-west-2a").subnetId();
        var overrides = new ArrayList<FleetLaunchTemplateOverridesRequest>();
        for (var type : types) {
            overrides.add(FleetLaunchTemplateOverridesRequest.builder()
                    .instanceType(type)
                    .subnetId(subnet)
                    .priority((double) overrides.size() + 1)
                    .build());
        }
        return CreateFleetRequest.builder()
                .type(FleetType.INSTANT)
                .targetCapacitySpecification(
                        target -> target.totalTargetCapacity(count).defaultTargetCapacityType(market))
                .launchTemplateConfigs(FleetLaunchTemplateConfigRequest.builder()
                        .launchTemplateSpecification(
                                one -> one.launchTemplateName(template).version("$Latest"))
                        .overrides(overrides)
                        .build())
                .tagSpecifications(TagSpecification.builder()
                        .resourceType(ResourceType.INSTANCE)
                        .tags(tag("karpenter.sh/nodepool", "default"))
                        .build())
                .build();
    }

    private Subnet privateSubnet(String zone) {
        return ec2.describeSubnets(request -> request.filters(
                        filter("tag:karpenter.sh/discovery", "demo"), filter("availability-zone", zone)))
                .subnets()
                .getFirst();
    }

    private Instance describe(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private static String onlyId(CreateFleetResponse fleet) {
        return fleet.instances().getFirst().instanceIds().getFirst();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(List.of(values)).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
