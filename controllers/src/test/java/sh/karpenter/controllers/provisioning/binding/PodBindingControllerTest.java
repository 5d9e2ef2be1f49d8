package sh.karpenter.controllers.provisioning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.ingest.ClusterFeed;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.provisioning.PoolCatalogues;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolStatus;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

class PodBindingControllerTest {
    private final World world = new World();
    private final LiveCluster cluster = new LiveCluster(world.stores::synced);
    private final PlannedPods plans = new PlannedPods();
    private final Controller<Controller.Singleton> controller = new PodBindingController(
                    world.context(),
                    cluster,
                    plans,
                    new PoolCatalogues(world.cloud, _ -> true),
                    SchedulingOptions.defaults())
            .controller();

    @BeforeEach
    void follow() {
        ClusterFeed.follow(world.stores, cluster);
        NodePool pool = Specimens.pool("default");
        var ready = new Condition("Ready", ConditionStatus.TRUE, "Ready", "", Instant.EPOCH, 1L);
        pool.setStatus(new NodePoolStatus(null, null, null, List.of(ready)));
        world.stores.nodePools().put(pool);
    }

    @Test
    void bindsAPlannedPodToItsNodeAndSaysSo() {
        world.stores.nodes().put(node("n1", false));
        Pod web = world.stores.pods().put(waiting("web"));
        plans.planned("n1", List.of(web));

        run();

        assertThat(world.stores.pods().find(new ObjectKey("default", "web")))
                .extracting(Pod::nodeName)
                .isEqualTo("n1");
        assertThat(world.events)
                .singleElement()
                .satisfies(event -> assertThat(event.message()).isEqualTo("Successfully assigned default/web to n1"));
    }

    @Test
    void bindsNothingToACordonedNode() {
        world.stores.nodes().put(node("n1", true));
        Pod web = world.stores.pods().put(waiting("web"));
        plans.planned("n1", List.of(web));

        run();

        assertThat(world.stores.pods().find(new ObjectKey("default", "web")))
                .extracting(Pod::nodeName)
                .isEqualTo("");
    }

    @Test
    void forgetsThePlanOnceThePodIsBound() {
        world.stores.nodes().put(node("n1", false));
        Pod web = world.stores.pods().put(waiting("web"));
        plans.planned("n1", List.of(web));

        run();
        world.clock.advance(Duration.ofSeconds(1));
        run();

        assertThat(plans.isEmpty()).isTrue();
        assertThat(world.events).hasSize(1);
    }

    private void run() {
        while (controller.step()) {
            // until nothing is due
        }
    }

    private static Pod waiting(String name) {
        return PodSpecimen.pod(name).phase(PodPhase.PENDING).build();
    }

    private static Node node(String name, boolean cordoned) {
        Node node = Specimens.joined(name, "");
        node.getSpec().setTaints(List.of());
        node.getSpec().setUnschedulable(cordoned);
        return node;
    }
}
