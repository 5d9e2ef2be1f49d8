package sh.karpenter.local.aws;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;
import static sh.karpenter.local.aws.Fixture.filter;

import java.time.LocalDate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.ec2.image.ImageRelease;
import software.amazon.awssdk.services.ec2.model.ArchitectureType;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.LocationType;
import software.amazon.awssdk.services.ec2.model.SpotPrice;
import software.amazon.awssdk.services.ec2.model.UsageClassType;
import software.amazon.awssdk.services.pricing.PricingClient;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;
import software.amazon.awssdk.services.ssm.SsmClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is described rather than made: types, offerings, prices, images, parameters, network.
final class CatalogContractTest {
    private static final String AL2023_ARM =
            "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/arm64/standard/recommended/image_id";

    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void describesEveryTypePageByPage() {
        var types = fixture
                .ec2
                .describeInstanceTypesPaginator(request -> request.maxResults(100)
                        .filters(
                                filter("supported-virtualization-type", "hvm"),
                                filter("processor-info.supported-architecture", "x86_64", "arm64")))
                .instanceTypes()
                .stream()
                .collect(Collectors.toMap(InstanceTypeInfo::instanceTypeAsString, type -> type));

        assertThat(types).hasSizeGreaterThan(1000);
        var large = requireNonNull(types.get("m5.large"));
        assertThat(large.vCpuInfo().defaultVCpus()).isEqualTo(2);
        assertThat(large.memoryInfo().sizeInMiB()).isEqualTo(8192);
        assertThat(large.processorInfo().supportedArchitectures()).containsExactly(ArchitectureType.X86_64);
        assertThat(large.networkInfo().maximumNetworkInterfaces()).isEqualTo(3);
        assertThat(large.networkInfo().networkCards().getFirst().maximumNetworkInterfaces())
                .isEqualTo(3);
        assertThat(large.supportedUsageClasses()).containsExactly(UsageClassType.ON_DEMAND, UsageClassType.SPOT);
        assertThat(large.ebsInfo().ebsOptimizedInfo().maximumBandwidthInMbps()).isEqualTo(4750);
        var gpu = requireNonNull(types.get("g4dn.xlarge")).gpuInfo().gpus().getFirst();
        assertThat(gpu.manufacturer()).isEqualTo("NVIDIA");
        assertThat(gpu.memoryInfo().sizeInMiB()).isEqualTo(16384);
        assertThat(requireNonNull(types.get("p5.48xlarge"))
                        .networkInfo()
                        .efaInfo()
                        .maximumEfaInterfaces())
                .isEqualTo(32);
        assertThat(requireNonNull(types.get("inf2.xlarge")).neuronInfo().neuronDevices())
                .hasSize(1);
    }

    @Test
    void refusesTypesThatDoNotExistAndAnswersADryRun() {
        assertThat(refusal(() -> fixture.ec2.describeInstanceTypes(
                        request -> request.instanceTypes(InstanceType.M5_LARGE, InstanceType.UNKNOWN_TO_SDK_VERSION))))
                .isEqualTo("InvalidInstanceType");
        assertThat(refusal(() -> fixture.ec2.describeInstanceTypes(request -> request.dryRun(true))))
                .isEqualTo("DryRunOperation");
    }

    @Test
    void describesWhereTypesAreOffered() {
        var zones = fixture
                .ec2
                .describeInstanceTypeOfferingsPaginator(request ->
                        request.locationType(LocationType.AVAILABILITY_ZONE).maxResults(1000))
                .instanceTypeOfferings()
                .stream()
                .filter(offering -> offering.instanceTypeAsString().equals("m5.large"))
                .map(offering -> offering.location())
                .toList();

        assertThat(zones).containsExactly("us-west-2a", "us-west-2b", "us-west-2c");
    }

    @Test
    void pricesSpotBelowOnDemandAndDifferentlyPerZone() {
        var prices = fixture
                .ec2
                .describeSpotPriceHistoryPaginator(
                        request -> request.productDescriptions("Linux/UNIX", "Linux/UNIX (Amazon VPC)")
                                .startTime(Fixture.START)
                                .maxResults(2000))
                .spotPriceHistory()
                .stream()
                .filter(price -> price.instanceTypeAsString().equals("m5.large"))
                .collect(Collectors.toMap(SpotPrice::availabilityZone, price -> Double.valueOf(price.spotPrice())));

        assertThat(prices).hasSize(3);
        assertThat(prices.values())
                .doesNotHaveDuplicates()
                .allSatisfy(price -> assertThat(price).isBetween(0.096 * 0.2, 0.096 * 0.7));
    }

    @Test
    void answersOnDemandPricesLikeThePriceList() {
        try (var pricing = Clients.of(PricingClient.builder(), fixture.aws)) {
            var answer = pricing.getProducts(request -> request.serviceCode("AmazonEC2")
                    .maxResults(100)
                    .filters(
                            match("regionCode", "us-west-2"),
                            match("serviceCode", "AmazonEC2"),
                            match("preInstalledSw", "NA"),
                            match("operatingSystem", "Linux"),
                            match("capacitystatus", "Used"),
                            match("marketoption", "OnDemand"),
                            match("tenancy", "Shared"),
                            match("productFamily", "Compute Instance"),
                            match("instanceType", "m5.large")));

            assertThat(answer.priceList()).hasSize(1);
            var product = JsonMapper.shared().readTree(answer.priceList().getFirst());
            assertThat(product.at("/product/attributes/instanceType").asString())
                    .isEqualTo("m5.large");
            assertThat(usd(product)).isEqualTo("0.0960000000");
        }
    }

    @Test
    void pagesThroughPricesAndKeepsBareMetalApart() {
        try (var pricing = Clients.of(PricingClient.builder(), fixture.aws)) {
            var metal = pricing
                    .getProductsPaginator(request -> request.serviceCode("AmazonEC2")
                            .filters(
                                    match("tenancy", "Dedicated"),
                                    match("productFamily", "Compute Instance (bare metal)")))
                    .priceList()
                    .stream()
                    .map(product -> JsonMapper.shared()
                            .readTree(product)
                            .at("/product/attributes/instanceType")
                            .asString())
                    .toList();

            assertThat(metal)
                    .hasSizeGreaterThan(100)
                    .contains("m5.metal")
                    .allSatisfy(type -> assertThat(type).contains("metal"));
        }
    }

    @Test
    void findsImagesByParameter() {
        try (var ssm = Clients.of(SsmClient.builder(), fixture.aws)) {
            var id = ssm.getParameter(request -> request.name(AL2023_ARM))
                    .parameter()
                    .value();

            var images = fixture.ec2.describeImages(
                    request -> request.filters(filter("image-id", id)).includeDeprecated(true));

            assertThat(images.images()).singleElement().satisfies(image -> {
                assertThat(image.name()).isEqualTo("amazon-eks-node-al2023-arm64-standard-1.34-v20261112");
                assertThat(image.architectureAsString()).isEqualTo("arm64");
                assertThat(image.creationDate()).isEqualTo("2026-11-12T12:00:00.000Z");
                assertThat(image.imageOwnerAlias()).isEqualTo("amazon");
            });
            assertThat(refusal(() -> ssm.getParameter(request -> request.name("/aws/service/nothing"))))
                    .isEqualTo("ParameterNotFound");
        }
    }

    @Test
    void keepsOldReleasesPinnedWhenANewOneIsPublished() {
        var before = fixture.image("x86_64/standard");
        fixture.aws.ec2().images().publish(new ImageRelease(LocalDate.of(2026, 11, 26), "1.53.0"));

        assertThat(fixture.image("x86_64/standard")).isNotEqualTo(before);
        assertThat(fixture.aws.ec2().images().parameters())
                .containsEntry(
                        "/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/"
                                + "amazon-eks-node-al2023-x86_64-standard-1.34-v20261112/image_id",
                        before)
                .containsKey("/aws/service/bottlerocket/aws-k8s-1.34/x86_64/1.53.0/image_id");
    }

    @Test
    void listsParametersOfAPathAndKeepsOwnOnes() {
        try (var ssm = Clients.of(SsmClient.builder(), fixture.aws)) {
            ssm.putParameter(
                    request -> request.name("/team/image").value("ami-0123").type("String"));

            assertThat(ssm.getParameters(request -> request.names("/team/image", "/team/other")))
                    .satisfies(answer -> {
                        assertThat(answer.parameters().getFirst().value()).isEqualTo("ami-0123");
                        assertThat(answer.invalidParameters()).containsExactly("/team/other");
                    });
            var bottlerocket = ssm.getParametersByPathPaginator(
                    request -> request.path("/aws/service/bottlerocket").recursive(true));
            assertThat(bottlerocket.stream()
                            .mapToInt(page -> page.parameters().size())
                            .sum())
                    .isGreaterThan(40);
        }
    }

    @Test
    void findsImagesByNameAndOwner() {
        var found = fixture.ec2.describeImages(request -> request.owners("self", "amazon")
                .filters(filter("name", "bottlerocket-aws-k8s-1.34-x86_64-*"), filter("state", "available")));

        assertThat(found.images()).hasSize(2);
        assertThat(fixture.ec2.describeImages(request -> request.owners("self")).images())
                .isEmpty();
        assertThat(refusal(() -> fixture.ec2.describeImages(request -> request.imageIds("ami-00000000000000000"))))
                .isEqualTo("InvalidAMIID.NotFound");
    }

    @Test
    void discoversPrivateSubnetsAndGroupsByTag() {
        var subnets = fixture.ec2
                .describeSubnets(request -> request.filters(filter("tag:karpenter.sh/discovery", "demo")))
                .subnets();
        var groups = fixture.ec2
                .describeSecurityGroups(request -> request.filters(filter("tag:karpenter.sh/discovery", "demo")))
                .securityGroups();

        assertThat(subnets).hasSize(3).allSatisfy(subnet -> {
            assertThat(subnet.availableIpAddressCount()).isEqualTo(8187);
            assertThat(subnet.mapPublicIpOnLaunch()).isFalse();
        });
        assertThat(subnets)
                .extracting(subnet -> subnet.availabilityZone() + "=" + subnet.availabilityZoneId())
                .containsExactlyInAnyOrder("us-west-2a=usw2-az2", "us-west-2b=usw2-az1", "us-west-2c=usw2-az3");
        assertThat(groups)
                .extracting(group -> group.groupName())
                .containsExactlyInAnyOrder("eks-cluster-sg-demo", "demo-node");
        assertThat(fixture.ec2
                        .describeSubnetsPaginator(request -> request.maxResults(5))
                        .subnets())
                .hasSize(6);
        assertThat(fixture.ec2.describeVpcs().vpcs()).hasSize(1);
        assertThat(fixture.ec2.describeAvailabilityZones().availabilityZones()).hasSize(3);
    }

    private static Filter match(String field, String value) {
        return Filter.builder()
                .type(FilterType.TERM_MATCH)
                .field(field)
                .value(value)
                .build();
    }

    private static String usd(JsonNode product) {
        var term = product.at("/terms/OnDemand").iterator().next();
        return term.path("priceDimensions")
                .iterator()
                .next()
                .at("/pricePerUnit/USD")
                .asString();
    }
}
