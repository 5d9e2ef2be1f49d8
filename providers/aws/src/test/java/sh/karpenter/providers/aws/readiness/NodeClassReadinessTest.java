package sh.karpenter.providers.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.NodeClassBuilder.nodeClass;

import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.aws.SecurityGroupSelectorTerm;
import sh.karpenter.kube.api.aws.SubnetSelectorTerm;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.providers.aws.testbed.BuiltProvider;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/// Node classes over the whole provider, as the factory builds it, against a local AWS.
final class NodeClassReadinessTest {

    @Test
    void theWorkshopsClassBecomesReadyAndLaunches() {
        try (var cluster = new BuiltProvider()) {
            cluster.apply(nodeClass().spec());
            cluster.settle();
            EC2NodeClassStatus status = cluster.status();
            assertThat(cluster.condition("Ready").status())
                    .as(status.toString())
                    .isEqualTo(ConditionStatus.TRUE);
            assertThat(status.subnets()).hasSize(3);
            assertThat(status.securityGroups()).isNotEmpty();
            assertThat(status.amis()).isNotEmpty();
            assertThat(status.instanceProfile()).startsWith("test-cluster_");
            assertThat(cluster.object().getMetadata().getFinalizers()).contains("karpenter.k8s.aws/termination");
            assertThat(cluster.object().getMetadata().getAnnotations())
                    .containsKeys("karpenter.k8s.aws/ec2nodeclass-hash", "karpenter.k8s.aws/ec2nodeclass-hash-version");
            var claim = ClaimBuilder.claim("first")
                    .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                    .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .build();
            assertThat(cluster.cloud().provider().launch(claim)).isInstanceOf(LaunchOutcome.Launched.class);
        }
    }

    @Test
    void selectorsThatMatchNothingAreNamed() {
        try (var cluster = new BuiltProvider()) {
            cluster.apply(nodeClass()
                    .subnetTerms(new SubnetSelectorTerm(Map.of("team", "nobody"), null))
                    .groupTerms(new SecurityGroupSelectorTerm(null, null, "no-such-group"))
                    .amiFamily("AL2023")
                    .amiTerms(new AmiSelectorTerm(null, null, null, "no-such-image-*", null, null))
                    .spec());
            cluster.settle();
            assertThat(cluster.condition("SubnetsReady").reason()).isEqualTo("SubnetsNotFound");
            assertThat(cluster.condition("SubnetsReady").message())
                    .isEqualTo("no subnet matches spec.subnetSelectorTerms [{\"tags\":{\"team\":\"nobody\"}}]");
            assertThat(cluster.condition("SecurityGroupsReady").reason()).isEqualTo("SecurityGroupsNotFound");
            assertThat(cluster.condition("AMIsReady").reason()).isEqualTo("AMINotFound");
            assertThat(cluster.condition("ValidationSucceeded").reason()).isEqualTo("DependenciesNotReady");
            assertThat(cluster.condition("Ready").status()).isEqualTo(ConditionStatus.FALSE);
        }
    }

    @Test
    void aMissingPermissionToLaunchShowsOnTheClass() {
        try (var cluster = new BuiltProvider()) {
            cluster.bed()
                    .aws()
                    .faults()
                    .inject(Fault.unauthorized("ec2", "RunInstances").forDryRuns());
            cluster.apply(nodeClass().spec());
            cluster.settle();
            assertThat(cluster.condition("ValidationSucceeded").reason()).isEqualTo("RunInstancesAuthCheckFailed");
        }
    }

    @Test
    void wrongKubeletSettingsAreListedTogether() {
        try (var cluster = new BuiltProvider()) {
            cluster.apply(nodeClass()
                    .kubelet(Map.of(
                            "podsPerCore",
                            -1,
                            "maxpods",
                            110,
                            "evictionHard",
                            Map.of("memory.available", "120%", "nonsense", "1Gi")))
                    .spec());
            cluster.settle();
            Condition validation = cluster.condition("ValidationSucceeded");
            assertThat(validation.reason()).isEqualTo("InvalidKubeletConfiguration");
            assertThat(validation.message())
                    .contains(
                            "spec.kubelet.podsPerCore",
                            "spec.kubelet.maxpods: the kubelet has no such setting",
                            "evictionHard[memory.available]",
                            "evictionHard[nonsense]");
        }
    }

    @Test
    void aClassThatGoesTakesItsProfileAndTemplatesWithIt() {
        try (var cluster = new BuiltProvider()) {
            cluster.apply(nodeClass().spec());
            cluster.settle();
            String profile = cluster.status().instanceProfile();
            // as releases before 1.6 named it: FNV-1 of "us-east-1default"
            String old = "test-cluster_15843455441266977890";
            cluster.bed().clients().iam().createInstanceProfile(request -> request.instanceProfileName(old));
            cluster.store().delete(cluster.object());
            cluster.settle();
            assertThat(cluster.store().list()).isEmpty();
            assertThat(cluster.bed().clients().iam().listInstanceProfiles().instanceProfiles())
                    .extracting(InstanceProfile::instanceProfileName)
                    .doesNotContain(profile, old);
            assertThat(cluster.bed().clients().ec2().describeLaunchTemplates().launchTemplates())
                    .isEmpty();
        }
    }
}
