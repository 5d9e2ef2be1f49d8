package sh.karpenter.controllers.node.termination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.node.NodeFacts;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.KarpenterTaints;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.testing.testkit.cloud.CloudCall;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

final class NodeTerminationControllerTest {
    private static final ObjectKey KEY = ObjectKey.of("node-1");

    private final World world = new World();
    private final EvictionQueue evictions = new EvictionQueue(world.context());
    private final NodeTerminationController controller = new NodeTerminationController(world.context(), evictions);

    @Test
    void aDeletedNodeTakesItsClaimAlongIsTaintedDrainedAndTerminated() {
        node(true);
        world.stores.pods().put(PodSpecimen.pod("web").on("node-1").build());
        world.stores.nodes().delete(node());
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.now());
        assertThat(world.stores.nodeClaims().get("default-1").getMetadata().getDeletionTimestamp())
                .isNotNull();

        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(1)));
        assertThat(NodeFacts.hasTaint(node(), KarpenterTaints.DISRUPTED)).isTrue();
        assertThat(node().getMetadata().getLabels())
                .containsEntry("node.kubernetes.io/exclude-from-external-load-balancers", "karpenter");
        assertThat(condition("Drained")).isEqualTo("Unknown Draining");
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .containsExactly("Failed to drain node, 1 pods are waiting to be evicted");

        evictions.controller().step();
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(5)));
        world.clock.advance(Duration.ofSeconds(5));
        world.cloud.terminatingSlowly();
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(5)));
        assertThat(condition("Drained")).isEqualTo("True Drained");
        assertThat(condition("VolumesDetached")).isEqualTo("True VolumesDetached");
        assertThat(condition("InstanceTerminating")).isEqualTo("True InstanceTerminating");
        world.cloud.finishTerminations();
        controller.reconcile(KEY);
        assertThat(world.stores.nodes().list()).isEmpty();
        assertThat(world.counted)
                .anyMatch(line -> line.startsWith("nodes_terminated_total"))
                .anyMatch(line -> line.startsWith("nodes_drained_total"));
    }

    @Test
    void aNodeThatIsNotReadyAndHasNoMachineIsLetGoWithoutADrain() {
        node(false);
        world.stores.pods().put(PodSpecimen.pod("web").on("node-1").build());
        world.cloud.lose(world.cloud.machines().getFirst().providerId());
        deleteBoth();
        controller.reconcile(KEY);
        assertThat(world.stores.nodes().list()).isEmpty();
        assertThat(world.stores.pods().evictions()).isEmpty();
    }

    @Test
    void aReadyNodeIsDrainedWhateverTheProviderSays() {
        node(true);
        world.stores.pods().put(PodSpecimen.pod("web").on("node-1").build());
        world.cloud.lose(world.cloud.machines().getFirst().providerId());
        deleteBoth();
        controller.reconcile(KEY);
        assertThat(evictions.size()).isEqualTo(1);
        assertThat(world.cloud.calls(CloudCall.Find.class)).isEmpty();
    }

    @Test
    void volumesAreWaitedForUntilTheDeadline() {
        node(true);
        annotateDeadline("2026-01-01T00:05:00Z");
        attach("attached", "pv-1");
        deleteBoth();
        controller.reconcile(KEY);
        world.clock.advance(Duration.ofSeconds(5));
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(1)));
        assertThat(condition("VolumesDetached")).isEqualTo("Unknown AwaitingVolumeDetachment");
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .contains(
                        "All pods will be deleted by 2026-01-01T00:05:00Z",
                        "Awaiting deletion of bound volumeattachments (attached)");
        world.clock.advance(Duration.ofMinutes(5));
        controller.reconcile(KEY);
        assertThat(condition("VolumesDetached")).isEqualTo("False TerminationGracePeriodElapsed");
        assertThat(world.cloud.machines()).isEmpty();
    }

    @Test
    void volumesOfPodsThatStayAreNotWaitedFor() {
        node(true);
        attach("attached", "pv-1");
        world.stores
                .persistentVolumeClaims()
                .put(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("data")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withVolumeName("pv-1")
                        .endSpec()
                        .build());
        world.stores
                .pods()
                .put(PodSpecimen.pod("stays")
                        .on("node-1")
                        .tolerating("karpenter.sh/disrupted")
                        .mounting("data")
                        .build());
        deleteBoth();
        controller.reconcile(KEY);
        world.clock.advance(Duration.ofSeconds(5));
        controller.reconcile(KEY);
        assertThat(condition("VolumesDetached")).isEqualTo("True VolumesDetached");
    }

    @Test
    void anUnreadableDeadlineIsAnErrorThatNamesIt() {
        node(true);
        annotateDeadline("tomorrow");
        deleteBoth();
        assertThatThrownBy(() -> controller.reconcile(KEY))
                .hasMessageContaining("default-1")
                .hasMessageContaining(AnnotationKeys.TERMINATION_TIMESTAMP)
                .hasMessageContaining("\"tomorrow\"");
    }

    @Test
    void aNodeWithoutClaimIsDrainedAndItsMachineLeftAlone() {
        node(true);
        world.stores.nodeClaims().vanish("default-1");
        world.stores.nodes().delete(node());
        controller.reconcile(KEY);
        assertThat(world.stores.nodes().list()).isEmpty();
        assertThat(world.cloud.calls(CloudCall.Terminate.class)).isEmpty();
    }

    @Test
    void nodesOfOthersAreLeftAlone() {
        node(true);
        world.stores.nodes().edit("node-1", node -> {
            node.getMetadata().setLabels(Map.of());
            return node;
        });
        world.stores.nodes().delete(node());
        controller.reconcile(KEY);
        assertThat(NodeFacts.hasTaint(node(), KarpenterTaints.DISRUPTED)).isFalse();
    }

    private void node(boolean ready) {
        var outcome =
                (LaunchOutcome.Launched) world.cloud.launch(NodeClaimMapping.toCore(Specimens.claim("default-1")));
        String providerId = outcome.instance().providerId();
        world.stores.nodeClaims().put(Claims.with(Specimens.claim("default-1"), providerId, "Launched", "Registered"));
        Node node = Specimens.joined("node-1", providerId);
        node.getMetadata().setFinalizers(List.of(Finalizers.TERMINATION));
        node.getMetadata()
                .setLabels(Map.of("karpenter.test.sh/testnodeclass", "default", "karpenter.sh/nodepool", "default"));
        if (!ready) {
            node.getStatus().getConditions().getFirst().setStatus("Unknown");
        }
        world.stores.nodes().put(node);
    }

    private void annotateDeadline(String deadline) {
        world.stores.nodeClaims().edit("default-1", claim -> {
            claim.getMetadata().setAnnotations(Map.of(AnnotationKeys.TERMINATION_TIMESTAMP, deadline));
            return claim;
        });
    }

    private void attach(String name, String volume) {
        world.stores
                .volumeAttachments()
                .put(new VolumeAttachmentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("node-1")
                        .withAttacher("ebs.csi.aws.com")
                        .withNewSource()
                        .withPersistentVolumeName(volume)
                        .endSource()
                        .endSpec()
                        .build());
    }

    private void deleteBoth() {
        world.stores.nodeClaims().delete(world.stores.nodeClaims().get("default-1"));
        world.stores.nodes().delete(node());
    }

    private Node node() {
        return world.stores.nodes().get("node-1");
    }

    private String condition(String type) {
        return Claims.condition(
                world.stores.nodeClaims().get("default-1").statusOrEmpty().conditions(), type);
    }
}
