package sh.karpenter.providers.aws.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.providers.aws.testbed.NodeClassBuilder.nodeClass;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.aws.AmiSelectorTerm;
import sh.karpenter.kube.api.aws.EC2NodeClass;
import sh.karpenter.kube.api.aws.EC2NodeClassSpec;
import sh.karpenter.kube.api.aws.EC2NodeClassStatus;
import sh.karpenter.kube.api.aws.SecurityGroupSelectorTerm;
import sh.karpenter.kube.api.aws.SubnetSelectorTerm;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.provider.ClusterFacts;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.kube.provider.ProvidedCloud;
import sh.karpenter.kube.provider.ProviderContext;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.providers.aws.AwsProviderFactory;
import sh.karpenter.providers.aws.testbed.AwsTestBed;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.testing.testkit.kube.FakeStore;
import sh.karpenter.testing.testkit.kube.FakeStores;

/// Node classes over the whole provider, as the factory builds it, against a local AWS.
final class NodeClassReadinessTest {

    @Test
    void theWorkshopsClassBecomesReadyAndLaunches() {
        try (var cluster = new Cluster()) {
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
            assertThat(cluster.cloud.provider().launch(claim)).isInstanceOf(LaunchOutcome.Launched.class);
        }
    }

    @Test
    void selectorsThatMatchNothingAreNamed() {
        try (var cluster = new Cluster()) {
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
    void aRoleThatDoesNotExistShowsOnTheCondition() {
        try (var cluster = new Cluster()) {
            cluster.apply(nodeClass().role("no-such-role").spec());
            cluster.settle();
            assertThat(cluster.condition("InstanceProfileReady").status()).isEqualTo(ConditionStatus.FALSE);
            assertThat(cluster.condition("InstanceProfileReady").message()).contains("no-such-role");
        }
    }

    @Test
    void aMissingPermissionToLaunchShowsOnTheClass() {
        try (var cluster = new Cluster()) {
            cluster.bed
                    .aws()
                    .faults()
                    .inject(Fault.unauthorized("ec2", "RunInstances").forDryRuns());
            cluster.apply(nodeClass().spec());
            cluster.settle();
            assertThat(cluster.condition("ValidationSucceeded").reason()).isEqualTo("RunInstancesAuthCheckFailed");
        }
    }

    @Test
    void throttlingConcludesNothing() {
        try (var cluster = new Cluster()) {
            cluster.apply(nodeClass().spec());
            cluster.settle();
            cluster.bed.aws().faults().inject(Fault.throttled("DescribeSubnets", 100));
            cluster.bed.time().advance(Duration.ofMinutes(2));
            cluster.settle();
            assertThat(cluster.condition("Ready").status()).isEqualTo(ConditionStatus.TRUE);
            assertThat(cluster.status().subnets()).hasSize(3);
        }
    }

    @Test
    void wrongKubeletSettingsAreListedTogether() {
        try (var cluster = new Cluster()) {
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
        try (var cluster = new Cluster()) {
            cluster.apply(nodeClass().spec());
            cluster.settle();
            String profile = cluster.status().instanceProfile();
            cluster.store.delete(cluster.object());
            cluster.settle();
            assertThat(cluster.store.list()).isEmpty();
            assertThat(cluster.bed.clients().iam().listInstanceProfiles().instanceProfiles())
                    .noneMatch(found -> found.instanceProfileName().equals(profile));
            assertThat(cluster.bed.clients().ec2().describeLaunchTemplates().launchTemplates())
                    .isEmpty();
        }
    }

    /// The provider as the factory builds it, with stores in memory.
    private static final class Cluster implements AutoCloseable {
        private static final int MOST_STEPS = 60;

        private final AwsTestBed bed = new AwsTestBed();
        private final List<String> events = new ArrayList<>();
        private final FakeStores stores = new FakeStores(bed.time());
        private final FakeStore<EC2NodeClass> store = stores.of(ResourceType.of(EC2NodeClass.class));
        private final ProvidedCloud cloud;

        Cluster() {
            var settings = new TreeMap<>(Map.of(
                    "CLUSTER_NAME",
                    AwsTestBed.CLUSTER,
                    "AWS_REGION",
                    AwsTestBed.REGION,
                    "AWS_ENDPOINT_URL",
                    bed.aws().endpoint().toString(),
                    "AWS_ACCESS_KEY_ID",
                    "local",
                    "AWS_SECRET_ACCESS_KEY",
                    "local",
                    "CLUSTER_ENDPOINT",
                    "https://cluster.test"));
            cloud = new AwsProviderFactory()
                    .create(new ProviderContext(
                            settings,
                            bed.time(),
                            stores,
                            (about, severity, reason, message) -> events.add(reason + " " + message),
                            MeterSink.none(),
                            new ClusterFacts("1.35", null, "dGVzdA==", "10.100.0.10")));
        }

        void apply(EC2NodeClassSpec spec) {
            var object = new EC2NodeClass();
            object.setMetadata(new ObjectMetaBuilder().withName("default").build());
            object.setSpec(spec);
            store.put(object);
        }

        /// Lets every controller do what it can do now.
        void settle() {
            boolean worked = true;
            for (int round = 0; worked && round < MOST_STEPS; round++) {
                worked = false;
                for (Controller<?> controller : cloud.controllers()) {
                    worked |= controller.step();
                }
            }
        }

        EC2NodeClass object() {
            return store.get("default");
        }

        EC2NodeClassStatus status() {
            return object().statusOrEmpty();
        }

        Condition condition(String type) {
            List<Condition> conditions = status().conditions();
            return conditions == null
                    ? new Condition(
                            type, ConditionStatus.UNKNOWN, "", "", bed.time().instant(), null)
                    : conditions.stream()
                            .filter(condition -> condition.type().equals(type))
                            .findFirst()
                            .orElseThrow();
        }

        @Override
        public void close() {
            bed.close();
        }
    }
}
