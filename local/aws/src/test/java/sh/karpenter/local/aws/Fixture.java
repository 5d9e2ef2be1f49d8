package sh.karpenter.local.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.boot.BootFailed;
import sh.karpenter.local.aws.boot.BootedNode;
import sh.karpenter.local.aws.boot.NodeLauncher;
import sh.karpenter.local.aws.time.ManualTime;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// A local AWS with a cluster `demo` on time that is moved by hand, an EC2 client, and what tests launch again and
/// again.
final class Fixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

    final ManualTime time = new ManualTime(START);
    final Nodes nodes = new Nodes();
    final LocalAws aws;
    final Ec2Client ec2;

    Fixture() {
        aws = LocalAws.builder()
                .clusterName("demo")
                .time(time)
                .nodeLauncher(nodes)
                .start();
        ec2 = Clients.of(Ec2Client.builder(), aws);
    }

    @Override
    public void close() {
        ec2.close();
        aws.close();
    }

    /// The newest image of Amazon Linux 2023 for Kubernetes 1.34.
    String image(String architectureAndVariant) {
        var id = aws.ec2()
                .images()
                .parameters()
                .get("/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/" + architectureAndVariant
                        + "/recommended/image_id");
        if (id == null) {
            throw new IllegalArgumentException("No image for " + architectureAndVariant);
        }
        return id;
    }

    RequestLaunchTemplateData.Builder data() {
        return RequestLaunchTemplateData.builder().imageId(image("x86_64/standard"));
    }

    void createTemplate(String name, RequestLaunchTemplateData data) {
        ec2.createLaunchTemplate(request -> request.launchTemplateName(name).launchTemplateData(data));
    }

    static String encoded(String userData) {
        return Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8));
    }

    /// A fleet request in us-west-2a whose overrides have priorities 1, 2, ... in their order.
    CreateFleetRequest.Builder fleet(String template, int count, DefaultTargetCapacityType market, String... types) {
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
                        .build());
    }

    /// Launches one on-demand m5.large in us-west-2a.
    String launch() {
        var name = "template-" + aws.requests().count("ec2", "CreateLaunchTemplate");
        createTemplate(name, data().build());
        return onlyId(ec2.createFleet(
                fleet(name, 1, DefaultTargetCapacityType.ON_DEMAND, "m5.large").build()));
    }

    Subnet privateSubnet(String zone) {
        return ec2.describeSubnets(request -> request.filters(
                        filter("tag:karpenter.sh/discovery", "demo"), filter("availability-zone", zone)))
                .subnets()
                .getFirst();
    }

    Instance describe(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    void advance(int seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    static String onlyId(CreateFleetResponse fleet) {
        return fleet.instances().getFirst().instanceIds().getFirst();
    }

    static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(List.of(values)).build();
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /// Remembers what it was told.
    static final class Nodes implements NodeLauncher {
        final List<BootedNode> joined = new ArrayList<>();
        final List<BootFailed> failed = new ArrayList<>();
        final List<String> rebooted = new ArrayList<>();
        final List<String> gone = new ArrayList<>();

        @Override
        public void joined(BootedNode node) {
            joined.add(node);
        }

        @Override
        public void failed(BootFailed failure) {
            failed.add(failure);
        }

        @Override
        public void rebooted(String instanceId) {
            rebooted.add(instanceId);
        }

        @Override
        public void gone(String instanceId) {
            gone.add(instanceId);
        }

        @Nullable
        String onlyFailure() {
            return failed.isEmpty() ? null : failed.getFirst().reason();
        }
    }
}
