package sh.karpenter.providers.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.NodeClassBuilder.nodeClass;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.BlockDevice;
import sh.karpenter.kube.api.aws.BlockDeviceMapping;
import sh.karpenter.kube.api.aws.EC2NodeClassHash;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.PlacementGroupSelector;
import sh.karpenter.kube.api.aws.SecurityGroupSelectorTerm;
import sh.karpenter.kube.api.aws.SubnetSelectorTerm;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.providers.aws.ami.AmiOutcome;
import sh.karpenter.providers.aws.ami.Amis;
import sh.karpenter.providers.aws.ami.KubernetesVersion;
import sh.karpenter.providers.aws.placementgroup.PlacementGroups;
import sh.karpenter.providers.aws.testbed.AwsTestBed;
import sh.karpenter.providers.aws.testbed.BuiltProvider;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.Tag;

/// What is easy to get wrong about an EC2NodeClass, point by point. Each is about the controllers as a whole, over
/// a local AWS.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NodeClassPitfallsTest {
    private static final Map<String, String> NOBODYS = Map.of("team", "nobody");

    private final BuiltProvider cluster = new BuiltProvider();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    @Order(1)
    void aTermGoesByItsIdThenItsNameThenItsTagsAndWhatIsIgnoredIsTold() {
        String subnet =
                cluster.bed().aws().ec2().network().subnets().iterator().next().id();
        cluster.apply(nodeClass()
                .subnetTerms(new SubnetSelectorTerm(NOBODYS, subnet), new SubnetSelectorTerm(NOBODYS, null))
                .groupTerms(
                        new SecurityGroupSelectorTerm(NOBODYS, null, nameOfAGroup()),
                        new SecurityGroupSelectorTerm(NOBODYS, null, null))
                .spec());
        cluster.settle();
        assertThat(cluster.status().subnets())
                .singleElement()
                .satisfies(found -> assertThat(found.id()).isEqualTo(subnet));
        assertThat(cluster.status().securityGroups()).hasSize(1);
        assertThat(cluster.events())
                .containsOnlyOnce(
                        "SelectorFieldIgnored spec.subnetSelectorTerms[0]: id decides, tags has no effect",
                        "SelectorFieldIgnored spec.securityGroupSelectorTerms[0]: name decides, tags has no effect");
        cluster.bed().time().advance(Duration.ofMinutes(2));
        cluster.settle();
        assertThat(cluster.events()).hasSize(2);
    }

    @Test
    @Order(2)
    void anAliasDecidesOverAnSsmParameterBesideIt() {
        cluster.apply(nodeClass()
                .amiTerms(new AmiSelectorTerm("al2023@latest", null, null, null, null, "/no/such/parameter"))
                .spec());
        cluster.settle();
        assertThat(cluster.condition("AMIsReady").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(cluster.events())
                .containsExactly(
                        "SelectorFieldIgnored spec.amiSelectorTerms[0]: alias decides, ssmParameter has no effect");
    }

    @Test
    @Order(3)
    void anotherNumberOfPrefixesDriftsNoNode() {
        EC2NodeClassSpec without = nodeClass().spec();
        EC2NodeClassSpec with = nodeClass().ipPrefixCount(4).spec();
        assertThat(EC2NodeClassHash.of(with, "ca")).isEqualTo(EC2NodeClassHash.of(without, "ca"));
    }

    @Test
    @Order(4)
    void aRoleWrittenWithItsPathIsTheRoleThatIamKnowsByItsName() {
        cluster.apply(nodeClass().role("teams/a/KarpenterNodeRole-test-cluster").spec());
        cluster.settle();
        String profile = cluster.status().instanceProfile();
        assertThat(cluster.condition("InstanceProfileReady").status()).isEqualTo(ConditionStatus.TRUE);
        cluster.bed().time().advance(Duration.ofMinutes(16)); // the cache has forgotten the profile
        cluster.settle();
        assertThat(cluster.status().instanceProfile()).isEqualTo(profile);
        assertThat(asked("iam", "CreateInstanceProfile")).isEqualTo(1);
    }

    @Test
    @Order(5)
    void aRoleThatIsMissingIsNotAskedForAgainWithinAMinuteHoweverItIsWritten() {
        cluster.apply(nodeClass().role("teams/a/no-such-role").spec());
        cluster.settle();
        int asked = asked("iam", "AddRoleToInstanceProfile");
        assertThat(asked).isEqualTo(1);
        cluster.bed().time().advance(Duration.ofSeconds(20));
        cluster.settle();
        assertThat(asked("iam", "AddRoleToInstanceProfile")).isEqualTo(asked);
        cluster.bed().time().advance(Duration.ofMinutes(2));
        cluster.settle();
        assertThat(asked("iam", "AddRoleToInstanceProfile")).isGreaterThan(asked);
    }

    @Test
    @Order(6)
    void aRoleThatDoesNotExistShowsOnTheCondition() {
        cluster.apply(nodeClass().role("no-such-role").spec());
        cluster.settle();
        assertThat(cluster.condition("InstanceProfileReady").status()).isEqualTo(ConditionStatus.FALSE);
        assertThat(cluster.condition("InstanceProfileReady").message()).contains("no-such-role");
    }

    @Test
    @Order(7)
    void aPlacementGroupThatIsGoneIsForgottenAndOneThatCannotBeReadIsNot() {
        var ec2 = cluster.bed().clients().ec2();
        var selector = new PlacementGroupSelector("racks", null);
        ec2.createPlacementGroup(request -> request.groupName("racks").strategy("cluster"));
        var groups = new PlacementGroups(ec2, cluster.bed().time());
        assertThat(groups.find(selector)).isPresent();

        cluster.bed().time().advance(Duration.ofMinutes(2));
        cluster.bed().aws().faults().inject(Fault.client("DescribePlacementGroups", "UnauthorizedOperation", 1));
        assertThat(Seen.look(() -> groups.find(selector))).isInstanceOf(Seen.Failure.class);
        assertThat(groups.lastKnown(selector)).isNotNull();

        ec2.deletePlacementGroup(request -> request.groupName("racks"));
        assertThat(groups.find(selector)).isEmpty();
        assertThat(groups.lastKnown(selector)).isNull();
    }

    @Test
    @Order(8)
    void theTemplateOfATrialNamesNoPoolAndGoesByItself() {
        cluster.apply(nodeClass().spec());
        cluster.settle();
        assertThat(templates())
                .singleElement()
                .satisfies(template -> assertThat(template.tags())
                        .contains(Tag.builder()
                                .key("karpenter.sh/nodepool")
                                .value("")
                                .build()));
        cluster.bed().time().advance(Duration.ofMinutes(2));
        cluster.settle();
        assertThat(cluster.condition("ValidationSucceeded").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(templates()).isEmpty();
    }

    @Test
    @Order(9)
    void oneSubnetThatAdmitsALaunchIsEnough() {
        cluster.apply(nodeClass().spec());
        cluster.settle();
        cluster.bed()
                .aws()
                .faults()
                .inject(new Fault("RunInstances", 403, "UnauthorizedOperation", "not in this subnet", 1, true));
        int tried = asked("ec2", "RunInstances");
        cluster.bed().time().advance(Duration.ofMinutes(31)); // the last outcome is forgotten
        cluster.settle();
        assertThat(asked("ec2", "RunInstances")).isEqualTo(tried + 2);
        assertThat(cluster.condition("ValidationSucceeded").status()).isEqualTo(ConditionStatus.TRUE);
    }

    @Test
    @Order(10)
    void anAliasThatIsNotUnderstoodIsSaidAndEndsNothing() {
        var amis = new Amis(
                cluster.bed().clients().ec2(),
                cluster.bed().clients().ssm(),
                KubernetesVersion.parse("1.35"),
                Duration.ofMinutes(1),
                cluster.bed().time());
        long generation = 0;
        for (String alias : List.of("al2023@v1@v2", "ubuntu@latest", "al2023@", "@latest", "al2023")) {
            assertThat(amis.find(
                            nodeClass().generation(++generation).alias(alias).build()))
                    .as(alias)
                    .isInstanceOf(AmiOutcome.UnsupportedAlias.class);
        }
    }

    @Test
    @Order(11)
    void aDiskSizeWithoutANumberCountsAsNone() {
        cluster.apply(nodeClass().blockDevices(disk("Ti")).spec());
        cluster.settle();
        assertThat(cluster.condition("SubnetsReady").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(disk("Ti").ebs()).extracting(BlockDevice::bytes).isNull();
        assertThat(disk("18Ti").ebs()).extracting(BlockDevice::bytes).isEqualTo(18L << 40);
        assertThat(EC2NodeClassHash.of(nodeClass().blockDevices(disk("Ti")).spec(), "ca"))
                .isNotEmpty();
    }

    @Test
    @Order(12)
    void whatWasFoundStaysWhileAwsDoesNotAnswer() {
        cluster.apply(nodeClass().spec());
        cluster.settle();
        cluster.bed().aws().faults().inject(Fault.throttled("DescribeSubnets", 100));
        cluster.bed().time().advance(Duration.ofMinutes(2));
        cluster.settle();
        assertThat(cluster.condition("Ready").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(cluster.status().subnets()).hasSize(3);
    }

    @Test
    @Order(13)
    void sharingGpusIsRefusedAsLongAsNothingSharesThem() {
        String annotation = "karpenter.k8s.aws/nvidia-consumable-capacity";
        for (var expected : Map.of(
                        "0", "NVIDIAConsumableCapacityInvalid",
                        "4.5", "NVIDIAConsumableCapacityInvalid",
                        "memory", "DRADisabled",
                        "4", "DRADisabled",
                        "disabled", "ValidationSucceeded")
                .entrySet()) {
            cluster.apply(nodeClass().spec(), Map.of(annotation, expected.getKey()));
            cluster.settle();
            var condition = cluster.condition("ValidationSucceeded");
            assertThat(condition.reason()).as(expected.getKey()).isEqualTo(expected.getValue());
            if (condition.status() == ConditionStatus.FALSE) {
                assertThat(condition.message()).contains(annotation);
            }
        }
    }

    @Test
    @Order(14)
    void withoutTheirGateReservationsAreNoConditionOfReadiness() {
        try (var without =
                new BuiltProvider(new AwsTestBed(), "10.100.0.10", Map.of("FEATURE_GATES", "ReservedCapacity=false"))) {
            without.apply(nodeClass().spec());
            without.settle();
            assertThat(without.condition("Ready").status()).isEqualTo(ConditionStatus.TRUE);
            assertThat(without.status().conditions())
                    .extracting(condition -> condition.type())
                    .contains("PlacementGroupReady")
                    .doesNotContain("CapacityReservationsReady");
        }
    }

    private static BlockDeviceMapping disk(String size) {
        return new BlockDeviceMapping(
                "/dev/xvda", new BlockDevice(null, null, null, null, null, null, null, size, null), null);
    }

    private String nameOfAGroup() {
        return cluster.bed().clients().ec2().describeSecurityGroups().securityGroups().stream()
                .filter(group -> !group.groupName().equals("default"))
                .findFirst()
                .orElseThrow()
                .groupName();
    }

    private int asked(String service, String action) {
        return cluster.bed().aws().requests().count(service, action);
    }

    private List<LaunchTemplate> templates() {
        return cluster.bed().clients().ec2().describeLaunchTemplates().launchTemplates();
    }
}
