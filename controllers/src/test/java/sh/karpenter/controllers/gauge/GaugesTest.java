package sh.karpenter.controllers.gauge;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.ingest.ClusterFeed;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolStatus;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.cloud.FakeInstanceTypes;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

/// The gauges of nodes, pools and pods, and that they go with their objects.
final class GaugesTest {
    private final World world = new World();
    private final LiveCluster cluster = new LiveCluster(world.stores::synced);
    private final PodTimes times = new PodTimes(world.meters());
    private final NodeGauges nodes = new NodeGauges(world.context(), cluster);
    private final PodGauges pods = new PodGauges(world.context(), times);

    @BeforeEach
    void follow() {
        ClusterFeed.follow(world.stores, cluster);
    }

    @Test
    void aNodeIsShownWithWhatItHasAndWhatItsPodsAskForUntilItIsGone() {
        world.stores.nodes().put(node("node-1"));
        world.stores
                .pods()
                .put(running("web-1", "node-1")
                        .requesting(FakeInstanceTypes.resources("cpu", "1500m"))
                        .build());
        world.clock.advance(Duration.ofSeconds(90));
        assertThat(nodes.show()).isEqualTo(Requeue.after(Duration.ofSeconds(5)));
        assertThat(world.gauges())
                .anyMatch(line -> line.startsWith("nodes_allocatable{arch=amd64, capacity_type=spot, ")
                        && line.contains("node_name=node-1")
                        && line.endsWith("managed=true, resource_type=cpu} 3.9"))
                .anyMatch(
                        line -> line.startsWith("nodes_total_pod_requests{") && line.endsWith("resource_type=cpu} 1.5"))
                .anyMatch(line -> line.startsWith("nodes_system_overhead{") && line.endsWith("resource_type=cpu} 0.1"))
                .anyMatch(line -> line.startsWith("nodes_current_lifetime_seconds{") && line.endsWith("} 90.0"))
                .contains("cluster_utilization_percent{resource_type=cpu} " + 100 * 1.5 / 3.9)
                .noneMatch(line -> line.startsWith("nodes_total_daemon_requests"));

        world.stores.nodes().vanish("node-1");
        nodes.show();
        assertThat(world.gauges()).noneMatch(line -> line.contains("node-1"));
    }

    @Test
    void aPoolIsShownWithItsUsageAndItsLimits() {
        NodePool pool = Specimens.pool("default");
        pool.setStatus(new NodePoolStatus(
                Map.of("cpu", new Quantity("2500m"), "nodes", new Quantity("2")), 2L, null, List.of()));
        world.stores.nodePools().put(pool);
        var gauges = new NodePoolGauges(world.context());
        gauges.reconcile(ObjectKey.of("default"));
        assertThat(world.gauges())
                .containsExactly(
                        "nodepools_usage{resource_type=cpu, nodepool=default} 2.5",
                        "nodepools_usage{resource_type=nodes, nodepool=default} 2.0");
        world.stores.nodePools().vanish("default");
        gauges.reconcile(ObjectKey.of("default"));
        assertThat(world.gauges()).isEmpty();
    }

    @Test
    void aPodThatWasSeenWaitingIsMeasuredOnItsWay() {
        world.stores.nodes().put(node("node-1"));
        Pod waiting = PodSpecimen.pod("web-1").phase(PodPhase.PENDING).build();
        world.stores.pods().put(waiting);
        world.clock.advance(Duration.ofSeconds(2));
        assertThat(reconcile("web-1")).isEqualTo(Requeue.after(Duration.ofSeconds(30)));
        assertThat(world.gauges())
                .contains(
                        "pods_unbound_time_seconds{name=web-1, namespace=default, dynamic_resources=false} 2.0",
                        "pods_unstarted_time_seconds{name=web-1, namespace=default} 2.0")
                .anyMatch(line -> line.startsWith("pods_state{name=web-1") && line.contains("scheduled=false"));

        times.waiting(waiting, world.clock.instant());
        times.decided(List.of(waiting), world.clock.instant());
        times.schedulable(List.of(waiting), world.clock.instant());
        Pod running = world.stores.pods().put(running("web-1", "node-1").build());
        assertThat(reconcile("web-1")).isEqualTo(Requeue.none());
        assertThat(world.counted)
                .contains(
                        "pods_scheduling_decision_duration_seconds{}",
                        "pods_bound_duration_seconds{dynamic_resources=false}",
                        "pods_provisioning_bound_duration_seconds{dynamic_resources=false}",
                        "pods_startup_duration_seconds{}",
                        "pods_provisioning_startup_duration_seconds{}");
        assertThat(world.gauges())
                .singleElement()
                .asString()
                .contains("node=node-1", "nodepool=default", "capacity_type=spot", "phase=Running", "managed=true");

        world.stores.pods().vanish(running);
        reconcile("web-1");
        assertThat(world.gauges()).isEmpty();
    }

    @Test
    void aPodThatRanBeforeWeLookedIsNotMeasured() {
        world.stores.nodes().put(node("node-1"));
        world.stores.pods().put(running("web-1", "node-1").build());
        reconcile("web-1");
        assertThat(world.counted).isEmpty();
        assertThat(world.gauges()).hasSize(1);
    }

    private Requeue reconcile(String pod) {
        return pods.reconcile(new ObjectKey("default", pod));
    }

    private static PodSpecimen running(String name, String node) {
        return PodSpecimen.pod(name).on(node);
    }

    private static Node node(String name) {
        Node node = Specimens.joined(name, "fake:///" + name);
        var labels = new HashMap<>(node.getMetadata().getLabels());
        labels.put(LabelKeys.NODE_POOL, "default");
        labels.put(LabelKeys.CAPACITY_TYPE, "spot");
        labels.put(LabelKeys.ARCH, "amd64");
        labels.put(LabelKeys.INSTANCE_TYPE, "small");
        node.getMetadata().setLabels(labels);
        return node;
    }
}
