package sh.karpenter.testing.testkit.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.CloudProvider;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.testing.testkit.kube.FakeClock;

final class FakeCloudProviderTest extends CloudProviderContract {
    private static final NodeClassRef NODE_CLASS = new NodeClassRef("karpenter.test.sh", "TestNodeClass", "default");

    private final FakeCloudProvider cloud = new FakeCloudProvider(new FakeClock());

    @Test
    void takesAReservationFirstAsLongAsItHasInstances() {
        cloud.offering(List.of(FakeInstanceTypes.instanceType(
                "reserved-type",
                FakeInstanceTypes.resources("cpu", "4", "memory", "4Gi", "pods", "5"),
                "amd64",
                List.of("linux"),
                List.of(
                        FakeInstanceTypes.reserved("test-zone-1", "r-1", 1, 1.0),
                        FakeInstanceTypes.offering("test-zone-1", LabelKeys.SPOT, 0.1)))));
        List<String> types = List.of("reserved-type");
        assertThat(capacityType(claim(Resources.none(), types))).isEqualTo(LabelKeys.RESERVED);
        assertThat(capacityType(claim(Resources.none(), types))).isEqualTo(LabelKeys.SPOT);
    }

    @Test
    void answersTheNextLaunchWithTheFailureThatATestPutThere() {
        var failure = new LaunchOutcome.InsufficientCapacity("none left");
        cloud.failLaunch(failure);
        NodeClaim claim = claim(Resources.none(), List.of("default-instance-type"));
        assertThat(cloud.launch(claim)).isEqualTo(failure);
        assertThat(cloud.launch(claim)).isInstanceOf(LaunchOutcome.Launched.class);
        assertThat(cloud.calls(CloudCall.Launch.class)).hasSize(2);
        assertThat(cloud.launched()).isEqualTo(1);
    }

    private String capacityType(NodeClaim claim) {
        return ((LaunchOutcome.Launched) cloud.launch(claim))
                .instance()
                .labels()
                .getOrDefault(LabelKeys.CAPACITY_TYPE, "");
    }

    @Override
    protected CloudProvider provider() {
        return cloud;
    }

    @Override
    protected CloudProvider restartedProvider() {
        return cloud;
    }

    @Override
    protected NodeClassRef nodeClass() {
        return NODE_CLASS;
    }

    @Override
    protected void settle() {
        cloud.finishTerminations();
    }
}
