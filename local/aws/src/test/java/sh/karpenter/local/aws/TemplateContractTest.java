package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;
import static sh.karpenter.local.aws.Fixture.encoded;
import static sh.karpenter.local.aws.Fixture.filter;
import static sh.karpenter.local.aws.Fixture.tag;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMappingRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Launch templates through the SDK.
final class TemplateContractTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void create(String name, RequestLaunchTemplateData data) {
        fixture.ec2.createLaunchTemplate(request -> request.launchTemplateName(name)
                .launchTemplateData(data)
                .tagSpecifications(TagSpecification.builder()
                        .resourceType(ResourceType.LAUNCH_TEMPLATE)
                        .tags(tag("eks:eks-cluster-name", "demo"))
                        .build()));
    }

    @Test
    void createsFindsAndDeletesATemplate() {
        create("one", fixture.data().build());

        var byTag = fixture.ec2.describeLaunchTemplates(
                request -> request.filters(filter("tag:eks:eks-cluster-name", "demo")));
        assertThat(byTag.launchTemplates()).singleElement().satisfies(template -> {
            assertThat(template.launchTemplateName()).isEqualTo("one");
            assertThat(template.latestVersionNumber()).isEqualTo(1);
            assertThat(template.createTime()).isEqualTo(Fixture.START);
            assertThat(template.tags()).containsExactly(tag("eks:eks-cluster-name", "demo"));
        });
        var id = byTag.launchTemplates().getFirst().launchTemplateId();
        fixture.ec2.deleteLaunchTemplate(request -> request.launchTemplateId(id));

        assertThat(refusal(() -> fixture.ec2.describeLaunchTemplates(request -> request.launchTemplateNames("one"))))
                .isEqualTo("InvalidLaunchTemplateName.NotFoundException");
        assertThat(refusal(() -> fixture.ec2.deleteLaunchTemplate(request -> request.launchTemplateId(id))))
                .isEqualTo("InvalidLaunchTemplateId.NotFound");
    }

    @Test
    void answersTheDataAsTheyWereGiven() {
        var data = fixture.data()
                .userData(encoded("hello"))
                .iamInstanceProfile(profile -> profile.name("nodes"))
                .blockDeviceMappings(LaunchTemplateBlockDeviceMappingRequest.builder()
                        .deviceName("/dev/xvda")
                        .ebs(ebs -> ebs.volumeSize(20).encrypted(true).volumeType("gp3"))
                        .build())
                .networkInterfaces(LaunchTemplateInstanceNetworkInterfaceSpecificationRequest.builder()
                        .deviceIndex(0)
                        .groups("sg-1", "sg-2")
                        .ipv4PrefixCount(1)
                        .build())
                .tagSpecifications(LaunchTemplateTagSpecificationRequest.builder()
                        .resourceType(ResourceType.NETWORK_INTERFACE)
                        .tags(tag("a", "b"))
                        .build())
                .metadataOptions(options -> options.httpPutResponseHopLimit(2).httpTokens("required"))
                .capacityReservationSpecification(wanted -> wanted.capacityReservationPreference("none"))
                .enclaveOptions(options -> options.enabled(false))
                .build();
        create("full", data);

        var answered = fixture.ec2
                .describeLaunchTemplateVersions(
                        request -> request.launchTemplateName("full").versions("$Latest"))
                .launchTemplateVersions()
                .getFirst()
                .launchTemplateData();

        assertThat(answered.userData()).isEqualTo(encoded("hello"));
        assertThat(answered.iamInstanceProfile().name()).isEqualTo("nodes");
        assertThat(answered.blockDeviceMappings().getFirst().ebs().volumeSize()).isEqualTo(20);
        assertThat(answered.networkInterfaces().getFirst().groups()).containsExactly("sg-1", "sg-2");
        assertThat(answered.networkInterfaces().getFirst().ipv4PrefixCount()).isEqualTo(1);
        assertThat(answered.tagSpecifications().getFirst().tags()).containsExactly(tag("a", "b"));
        assertThat(answered.metadataOptions().httpPutResponseHopLimit()).isEqualTo(2);
        assertThat(answered.capacityReservationSpecification().capacityReservationPreferenceAsString())
                .isEqualTo("none");
        assertThat(answered.enclaveOptions().enabled()).isFalse();
    }

    @Test
    void refusesANameTwice() {
        create("one", fixture.data().build());

        assertThat(refusal(() -> create("one", fixture.data().build())))
                .isEqualTo("InvalidLaunchTemplateName.AlreadyExistsException");
    }

    @Test
    void refusesUserDataAboveTheLimit() {
        var data = fixture.data().userData(encoded("x".repeat(16385))).build();

        assertThat(refusal(() -> create("large", data))).isEqualTo("InvalidUserData.Malformed");
        create("just-right", fixture.data().userData(encoded("x".repeat(16384))).build());
    }

    @Test
    void checksADryRunLikeARealCreation() {
        assertThat(refusal(() -> fixture.ec2.createLaunchTemplate(request -> request.dryRun(true)
                        .launchTemplateName("one")
                        .launchTemplateData(fixture.data().build()))))
                .isEqualTo("DryRunOperation");
        assertThat(fixture.ec2.describeLaunchTemplates(request -> {}).launchTemplates())
                .isEmpty();
    }
}
