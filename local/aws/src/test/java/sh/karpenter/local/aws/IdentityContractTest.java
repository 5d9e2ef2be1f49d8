package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/// IAM and STS through the SDK.
final class IdentityContractTest {
    private final Fixture fixture = new Fixture();
    private final IamClient iam = Clients.of(IamClient.builder(), fixture.aws);

    @AfterEach
    void stop() {
        iam.close();
        fixture.close();
    }

    @Test
    void createsAProfileWithItsRoleAndRemovesItAgain() {
        iam.createInstanceProfile(request -> request.instanceProfileName("demo_1")
                .path("/karpenter/us-west-2/demo/uid/")
                .tags(Tag.builder().key("eks:eks-cluster-name").value("demo").build()));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName("demo_1").roleName("KarpenterNodeRole-demo"));

        var profile = iam.getInstanceProfile(request -> request.instanceProfileName("demo_1"))
                .instanceProfile();
        assertThat(profile.roles().getFirst().roleName()).isEqualTo("KarpenterNodeRole-demo");
        assertThat(profile.tags().getFirst().value()).isEqualTo("demo");
        assertThat(profile.path()).isEqualTo("/karpenter/us-west-2/demo/uid/");
        assertThat(profile.createDate()).isEqualTo(Fixture.START);
        assertThat(refusal(() -> iam.deleteInstanceProfile(request -> request.instanceProfileName("demo_1"))))
                .isEqualTo("DeleteConflict");

        iam.removeRoleFromInstanceProfile(
                request -> request.instanceProfileName("demo_1").roleName("KarpenterNodeRole-demo"));
        iam.deleteInstanceProfile(request -> request.instanceProfileName("demo_1"));

        assertThat(refusal(() -> iam.getInstanceProfile(request -> request.instanceProfileName("demo_1"))))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void listsProfilesOfAPathPageByPage() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            iam.createInstanceProfile(request -> request.instanceProfileName("demo_" + number)
                    .path(number == 4 ? "/other/" : "/karpenter/us-west-2/demo/"));
        }

        var names = iam
                .listInstanceProfilesPaginator(request ->
                        request.pathPrefix("/karpenter/us-west-2/demo/").maxItems(2))
                .instanceProfiles()
                .stream()
                .map(InstanceProfile::instanceProfileName)
                .toList();

        assertThat(names).containsExactly("demo_0", "demo_1", "demo_2", "demo_3");
    }

    @Test
    void refusesARoleThatIsNotThereAndAProfileThatIs() {
        iam.createInstanceProfile(request -> request.instanceProfileName("demo_1"));

        assertThat(refusal(() -> iam.addRoleToInstanceProfile(
                        request -> request.instanceProfileName("demo_1").roleName("nobody"))))
                .isEqualTo("NoSuchEntity");
        assertThat(refusal(() -> iam.createInstanceProfile(request -> request.instanceProfileName("demo_1"))))
                .isEqualTo("EntityAlreadyExists");
        assertThat(iam.getRole(request -> request.roleName("KarpenterNodeRole-demo"))
                        .role()
                        .arn())
                .isEqualTo("arn:aws:iam::000000000000:role/KarpenterNodeRole-demo");
    }

    @Test
    void saysWhoIsCallingAndLetsRolesBeAssumed() {
        try (var sts = Clients.of(StsClient.builder(), fixture.aws)) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
            var credentials = sts.assumeRole(request ->
                            request.roleArn("arn:aws:iam::000000000000:role/x").roleSessionName("s"))
                    .credentials();
            assertThat(credentials.expiration()).isEqualTo(Fixture.START.plusSeconds(3600));
        }
    }
}
