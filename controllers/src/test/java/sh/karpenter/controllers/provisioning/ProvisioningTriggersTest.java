package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.core.testing.PodBuilder.pod;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.testing.testkit.kube.Specimens;

/// What asks for provisioning, and how long it goes on asking.
class ProvisioningTriggersTest {
    private final World world = new World();
    private final List<String> asked = new ArrayList<>();

    private static Node tainted(String key, String effect) {
        return new NodeBuilder(Specimens.joined("n1", "fake://1"))
                .editMetadata()
                .withUid("uid-n1")
                .endMetadata()
                .editSpec()
                .withTaints(new Taint(effect, key, null, null))
                .endSpec()
                .build();
    }

    @Test
    void aPodThatWaitsAsksByItsUidEveryTenSecondsUntilItDoesNotWaitAnyMore() {
        var controller = ProvisioningTriggers.ofPods(world.stores.pods(), asked::add, world.clock, 1000);
        Pod web = pod("web").build();
        world.stores.pods().put(web);
        drain(controller);
        assertThat(asked).containsExactly(web.uid());

        world.clock.advance(Duration.ofSeconds(9));
        drain(controller);
        assertThat(asked).hasSize(1);
        world.clock.advance(Duration.ofSeconds(1));
        drain(controller);
        assertThat(asked).containsExactly(web.uid(), web.uid());

        world.stores.pods().put(web.boundTo("n1"));
        world.clock.advance(Duration.ofSeconds(30));
        drain(controller);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aPodThatIsNobodysConcernAsksForNothing() {
        assertThat(ProvisioningTriggers.decide(pod("web").nominated("n1").build()))
                .isEqualTo(new ProvisioningTriggers.Demand.None());
        assertThat(ProvisioningTriggers.decide(pod("web").ofDaemonSet("agent").build()))
                .isEqualTo(new ProvisioningTriggers.Demand.None());
        assertThat(ProvisioningTriggers.decide((Pod) null)).isEqualTo(new ProvisioningTriggers.Demand.None());
    }

    @Test
    void aNodeThatIsBeingDisruptedAsksByItsUidEveryTenSeconds() {
        var controller = ProvisioningTriggers.ofNodes(world.stores.nodes(), asked::add, world.clock, 1000);
        world.stores.nodes().put(tainted(LabelKeys.DISRUPTED_TAINT, "NoSchedule"));
        drain(controller);
        world.clock.advance(Duration.ofSeconds(10));
        drain(controller);

        assertThat(asked).containsExactly("uid-n1", "uid-n1");
    }

    @Test
    void anotherTaintOrEffectAsksForNothing() {
        assertThat(ProvisioningTriggers.decide(tainted(LabelKeys.DISRUPTED_TAINT, "NoExecute")))
                .isEqualTo(new ProvisioningTriggers.Demand.None());
        assertThat(ProvisioningTriggers.decide(tainted("other", "NoSchedule")))
                .isEqualTo(new ProvisioningTriggers.Demand.None());
        assertThat(ProvisioningTriggers.decide(tainted(LabelKeys.DISRUPTED_TAINT, "NoSchedule")))
                .isEqualTo(new ProvisioningTriggers.Demand.Provision("uid-n1"));
    }

    private static void drain(Controller<?> controller) {
        while (controller.step()) {
            // until nothing is due
        }
    }
}
