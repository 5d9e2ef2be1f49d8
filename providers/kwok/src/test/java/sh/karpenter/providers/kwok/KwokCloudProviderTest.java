package sh.karpenter.providers.kwok;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.kwok.KWOKNodeClass;
import sh.karpenter.kube.api.kwok.KWOKNodeClassSpec;
import sh.karpenter.kube.api.kwok.KWOKNodeClassStatus;
import sh.karpenter.kube.client.ResourceType;
import sh.karpenter.testing.testkit.cloud.CloudProviderContract;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakeStores;

final class KwokCloudProviderTest extends CloudProviderContract {
    private static final NodeClassRef NODE_CLASS = new NodeClassRef("karpenter.kwok.sh", "KWOKNodeClass", "default");

    private final FakeClock clock = new FakeClock();
    private final FakeStores stores = new FakeStores(clock);
    private final CloudProvider provider = new KwokCloudProvider(stores, KwokInstanceTypes.builtIn());

    @BeforeEach
    void aNodeClassExists() {
        nodeClass(null, List.of());
    }

    @Test
    void theBuiltInListHas144TypesWithTheKnownPrices() {
        List<InstanceType> types = KwokInstanceTypes.builtIn();
        assertThat(types).hasSize(144);
        InstanceType smallest = types.stream()
                .filter(type -> type.name().equals("c-1x-amd64-linux"))
                .findFirst()
                .orElseThrow();
        assertThat(smallest.offerings()).hasSize(8);
        assertThat(smallest.offerings().stream()
                        .filter(offering -> offering.capacityType().equals("on-demand"))
                        .mapToDouble(offering -> offering.pricePerHour())
                        .min()
                        .orElseThrow())
                .isEqualTo(0.027147483648);
        assertThat(smallest.requirements().values(KwokLabels.SIZE).contains("1"))
                .isTrue();
        assertThat(smallest.requirements().values(KwokLabels.FAMILY).contains("c"))
                .isTrue();
        assertThat(smallest.capacity().get("pods")).isEqualTo(16);
    }

    @Test
    void aLaunchCreatesANodeThatWaitsForItsRegistration() {
        NodeClaim claim = claim(Resources.none(), List.of("c-1x-amd64-linux"));
        provider.launch(claim);
        Node node = stores.nodes().list().getFirst();
        assertThat(node.getMetadata().getName()).matches("kwok-claim-1-[a-z]+-\\d+");
        assertThat(node.getSpec().getProviderID())
                .isEqualTo("kwok://" + node.getMetadata().getName());
        assertThat(node.getSpec().getTaints())
                .extracting(taint -> taint.getKey() + ":" + taint.getEffect())
                .containsExactly("karpenter.sh/unregistered:NoExecute");
        assertThat(node.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(node.getMetadata().getLabels())
                .containsEntry("kwok.x-k8s.io/node", "fake")
                .containsEntry("kwok-partition", "a")
                .containsEntry("kubernetes.io/hostname", "claim-1")
                .containsEntry("eks-node-viewer/instance-price", "0.019003")
                .containsEntry(LabelKeys.CAPACITY_TYPE, "spot")
                .containsEntry(LabelKeys.INSTANCE_TYPE, "c-1x-amd64-linux");
        assertThat(node.getMetadata().getAnnotations()).containsEntry("kwok.x-k8s.io/node", "fake");
    }

    @Test
    void aMissingOrUnreadyNodeClassLaunchesNothing() {
        nodeClass(
                null,
                List.of(new sh.karpenter.kube.api.condition.Condition(
                        "Ready", ConditionStatus.FALSE, "Broken", "broken", FakeClock.START, 1L)));
        assertThat(provider.launch(claim(Resources.none(), List.of("c-1x-amd64-linux"))))
                .isEqualTo(new LaunchOutcome.NodeClassNotReady("NodeClassRef not ready, broken"));
        stores.of(ResourceType.of(KWOKNodeClass.class)).vanish("default");
        assertThat(provider.launch(claim(Resources.none(), List.of("c-1x-amd64-linux"))))
                .isInstanceOf(LaunchOutcome.InsufficientCapacity.class);
        assertThat(stores.nodes().list()).isEmpty();
    }

    @Test
    void withADelayTheNodeIsCreatedLaterEvenIfTheProcessWasRestartedMeanwhile() {
        nodeClass(Duration.ofSeconds(30), List.of());
        NodeClaim claim = claim(Resources.none(), List.of("c-1x-amd64-linux"));
        var outcome = (LaunchOutcome.Launched) provider.launch(claim);
        assertThat(stores.nodes().list()).isEmpty();
        NodeClaim launched = withCondition(launched(claim, outcome.instance()), "Launched");
        String name = outcome.instance().providerId().substring("kwok://".length());
        assertThat(JoiningNodes.decide(launched, Duration.ofSeconds(30), false, FakeClock.START))
                .isEqualTo(new JoiningNodes.Decision.Later(Duration.ofSeconds(30)));
        assertThat(JoiningNodes.decide(launched, Duration.ofSeconds(30), false, FakeClock.START.plusSeconds(30)))
                .isEqualTo(new JoiningNodes.Decision.Join(name));
        assertThat(JoiningNodes.decide(launched, Duration.ZERO, true, FakeClock.START))
                .isEqualTo(new JoiningNodes.Decision.Nothing());
        assertThat(JoiningNodes.decide(withCondition(launched, "Registered"), Duration.ZERO, false, FakeClock.START))
                .isEqualTo(new JoiningNodes.Decision.Nothing());
    }

    @Test
    void aFileNamesItsOwnTypes() {
        List<InstanceType> types = InstanceTypesFile.parse("""
            [{"name": "m5.large", "architecture": "amd64", "operatingSystems": ["linux"],
              "resources": {"cpu": "2", "memory": "8Gi"},
              "offerings": [{"Price": 0.096, "Available": false, "Requirements": [
                {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["us-east-1a"]},
                {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand"]}]}]}]
            """);
        assertThat(types).hasSize(1);
        InstanceType type = types.getFirst();
        assertThat(type.requirements().values(KwokLabels.SIZE).contains("large"))
                .isTrue();
        assertThat(type.requirements().values(KwokLabels.FAMILY).contains("m5")).isTrue();
        assertThat(type.capacity().get("pods")).isEqualTo(110);
        assertThat(type.offerings().getFirst().available()).isTrue();
    }

    @Test
    void aFileWithoutAnAnswerSaysWhere() {
        Assertions.assertThatThrownBy(() -> InstanceTypesFile.parse("[{\"name\": \"x\"}]"))
                .hasMessage("[0].resources is missing");
    }

    private void nodeClass(@Nullable Duration delay, List<sh.karpenter.kube.api.condition.Condition> conditions) {
        var nodeClass = new KWOKNodeClass();
        nodeClass.setMetadata(new ObjectMetaBuilder().withName("default").build());
        nodeClass.setSpec(new KWOKNodeClassSpec(delay));
        nodeClass.setStatus(new KWOKNodeClassStatus(conditions));
        stores.of(ResourceType.of(KWOKNodeClass.class)).put(nodeClass);
    }

    private static NodeClaim withCondition(NodeClaim claim, String type) {
        var conditions = new TreeMap<>(claim.status().conditions());
        conditions.put(type, new Condition(type, "True", type, "", FakeClock.START, 1));
        return claim.with(claim.status().with(conditions));
    }

    @Override
    protected CloudProvider provider() {
        return provider;
    }

    @Override
    protected CloudProvider restartedProvider() {
        return new KwokCloudProvider(stores, KwokInstanceTypes.builtIn());
    }

    @Override
    protected NodeClassRef nodeClass() {
        return NODE_CLASS;
    }

    @Override
    protected void settle() {}
}
