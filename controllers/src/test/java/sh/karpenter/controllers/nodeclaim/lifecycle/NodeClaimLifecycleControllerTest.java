package sh.karpenter.controllers.nodeclaim.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimSpec;
import sh.karpenter.kube.api.NodeClassReference;
import sh.karpenter.kube.api.Taint;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.cloud.CloudCall;
import sh.karpenter.testing.testkit.kube.FakeWrite;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

final class NodeClaimLifecycleControllerTest {
    private static final ObjectKey KEY = ObjectKey.of("default-1");

    private final World world = new World();
    private List<Pod> waiting = List.of();
    private final NodeClaimLifecycleController controller = new NodeClaimLifecycleController(
            world.context(), new RegistrationHealth(world.stores.nodePools(), world.clock), claimName -> waiting);

    @Test
    void writesTheFinalizerBeforeItLaunchesAnything() {
        NodeClaim claim = Specimens.claim("default-1");
        claim.getMetadata().setFinalizers(List.of());
        world.stores.nodeClaims().put(claim);
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.now());
        assertThat(claim().getMetadata().getFinalizers()).containsExactly(Finalizers.TERMINATION);
        assertThat(world.cloud.calls()).isEmpty();
    }

    @Test
    void launchesAndWritesTheMachineIntoTheClaim() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        controller.reconcile(KEY);
        NodeClaim claim = claim();
        assertThat(claim.statusOrEmpty().providerID()).isEqualTo("fake:///test-zone-1/i-0001");
        assertThat(claim.getMetadata().getLabels())
                .containsEntry(LabelKeys.INSTANCE_TYPE, "small-instance-type")
                .containsEntry(LabelKeys.ZONE, "test-zone-1");
        assertThat(condition("Launched")).isEqualTo("True Launched");
        assertThat(condition("Registered")).isEqualTo("Unknown NodeNotFound");
        assertThat(condition("Ready")).startsWith("Unknown ReconcilingDependents");
    }

    @Test
    void bringsALaunchedMachineToAReadyNodeInOnePass() {
        launch();
        join();
        controller.reconcile(KEY);
        var node = world.stores.nodes().get("node-1");
        assertThat(node.getSpec().getTaints()).isEmpty();
        assertThat(node.getMetadata().getFinalizers()).containsExactly(Finalizers.TERMINATION);
        assertThat(node.getMetadata().getLabels())
                .containsEntry(LabelKeys.REGISTERED, "true")
                .containsEntry(LabelKeys.INITIALIZED, "true")
                .containsEntry(LabelKeys.NODE_POOL, "default");
        assertThat(node.getMetadata().getOwnerReferences())
                .extracting(owner -> owner.getKind() + " " + owner.getName() + " " + owner.getBlockOwnerDeletion())
                .containsExactly("NodeClaim default-1 true");
        assertThat(claim().statusOrEmpty().nodeName()).isEqualTo("node-1");
        assertThat(condition("Ready")).isEqualTo("True Ready");
        assertThat(world.counted).anyMatch(line -> line.startsWith("nodes_created_total"));
    }

    @Test
    void aSecondLookAtAReadyClaimWritesNothing() {
        launch();
        join();
        controller.reconcile(KEY);
        int writes = world.stores.writes().size();
        controller.reconcile(KEY);
        assertThat(world.stores.writes()).hasSize(writes);
    }

    @Test
    void waitsForStartupTaintsToGo() {
        world.stores
                .nodeClaims()
                .put(Specimens.tainted(
                        Specimens.claim("default-1"), List.of(), List.of(Taint.of("init", "yes", "NoSchedule"))));
        controller.reconcile(KEY);
        join();
        controller.reconcile(KEY);
        assertThat(condition("Initialized")).isEqualTo("Unknown StartupTaintsExist");
        assertThat(message("Initialized")).isEqualTo("StartupTaint \"init=yes:NoSchedule\" still exists");
        world.stores.nodes().edit("node-1", node -> {
            node.getSpec().setTaints(List.of());
            return node;
        });
        controller.reconcile(KEY);
        assertThat(condition("Initialized")).isEqualTo("True Initialized");
    }

    @Test
    void complainsWhenTheUnregisteredTaintIsMissingAndRegistersAllTheSame() {
        launch();
        var node = Specimens.joined("node-1", "fake:///test-zone-1/i-0001");
        node.getSpec().setTaints(List.of());
        world.stores.nodes().put(node);
        controller.reconcile(KEY);
        assertThat(world.eventReasons()).containsExactly("UnregisteredTaintMissing");
        assertThat(condition("Registered")).isEqualTo("True Registered");
    }

    @Test
    void leavesTaintsAloneOnANodeThatManagesItsOwn() {
        world.stores
                .nodeClaims()
                .put(Specimens.tainted(
                        Specimens.claim("default-1"), List.of(Taint.of("dedicated", "gpu", "NoSchedule")), List.of()));
        controller.reconcile(KEY);
        var node = Specimens.joined("node-1", "fake:///test-zone-1/i-0001");
        node.getMetadata().setLabels(Map.of(LabelKeys.DO_NOT_SYNC_TAINTS, "true"));
        world.stores.nodes().put(node);
        controller.reconcile(KEY);
        assertThat(world.stores.nodes().get("node-1").getSpec().getTaints()).isEmpty();
    }

    @Test
    void severalNodesWithOneMachineAreRejected() {
        launch();
        join();
        world.stores.nodes().put(Specimens.joined("node-2", "fake:///test-zone-1/i-0001"));
        controller.reconcile(KEY);
        assertThat(condition("Registered")).isEqualTo("False MultipleNodesFound");
        assertThat(condition("Ready")).startsWith("False");
    }

    @Test
    void lackOfCapacityIsToldToClaimAndPodsAndEndsTheClaim() {
        waiting = List.of(
                PodSpecimen.pod("waiting").phase(PodPhase.PENDING).build(),
                PodSpecimen.pod("bound").on("node-9").build());
        world.cloud.failLaunch(new LaunchOutcome.InsufficientCapacity("insufficient capacity, all sold"));
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        controller.reconcile(KEY);
        assertThat(world.events)
                .extracting(event -> event.about().kind() + " " + event.message())
                .containsExactly(
                        "NodeClaim NodeClaim default-1 event: insufficient capacity, all sold",
                        "Pod NodeClaim default-1 nominated for this pod failed to launch: insufficient capacity, all"
                                + " sold");
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(world.counted)
                .anyMatch(line -> line.startsWith("nodeclaims_disrupted_total{reason=insufficient_capacity"));
        controller.reconcile(KEY);
        assertThat(world.stores.nodeClaims().list()).isEmpty();
    }

    @Test
    void aFailedLaunchIsNotedAndTriedAgain() {
        String longMessage = "x".repeat(2000);
        world.cloud.failLaunch(new LaunchOutcome.Failed(LaunchOutcome.FailureKind.OTHER, "", longMessage));
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.backoff());
        assertThat(condition("Launched")).isEqualTo("Unknown LaunchFailed");
        assertThat(message("Launched")).hasSize(1024).endsWith("x...");
        controller.reconcile(KEY);
        assertThat(condition("Launched")).isEqualTo("True Launched");
    }

    @Test
    void givesUpWhenNothingCouldBeLaunchedForFiveMinutes() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        world.clock.advance(Duration.ofMinutes(5));
        world.cloud.failLaunch(new LaunchOutcome.Failed(LaunchOutcome.FailureKind.OTHER, "Broken", "no"));
        controller.reconcile(KEY);
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(world.counted).anyMatch(line -> line.contains("reason=launch_timeout"));
    }

    @Test
    void givesUpOnAMachineThatDoesNotJoinForFifteenMinutes() {
        launch();
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofMinutes(15)));
        world.clock.advance(Duration.ofMinutes(15));
        controller.reconcile(KEY);
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(world.counted).anyMatch(line -> line.contains("reason=registration_timeout"));
        controller.reconcile(KEY);
        controller.reconcile(KEY);
        assertThat(world.cloud.machines()).isEmpty();
        assertThat(world.stores.nodeClaims().list()).isEmpty();
    }

    @Test
    void theEndOfAReadyClaimBeginsWithItsNodeAndThenTheMachine() {
        launch();
        join();
        controller.reconcile(KEY);
        world.cloud.terminatingSlowly();
        world.stores.nodeClaims().delete(claim());
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.none());
        assertThat(world.stores.nodes().get("node-1").getMetadata().getDeletionTimestamp())
                .isNotNull();
        assertThat(world.cloud.calls(CloudCall.Terminate.class)).isEmpty();
        world.stores.nodes().vanish("node-1");
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(5)));
        assertThat(condition("InstanceTerminating")).isEqualTo("True InstanceTerminating");
        world.cloud.finishTerminations();
        controller.reconcile(KEY);
        assertThat(world.stores.nodeClaims().list()).isEmpty();
        assertThat(world.counted).anyMatch(line -> line.startsWith("nodeclaims_terminated_total"));
    }

    @Test
    void theEndOfDrainingIsWrittenDownOnce() {
        world.stores.nodeClaims().put(Specimens.drainedWithin(Specimens.claim("default-1"), Duration.ofMinutes(10)));
        controller.reconcile(KEY);
        join();
        controller.reconcile(KEY);
        world.stores.nodeClaims().delete(claim());
        controller.reconcile(KEY);
        assertThat(claim().getMetadata().getAnnotations())
                .containsEntry(AnnotationKeys.TERMINATION_TIMESTAMP, "2026-01-01T00:10:00Z");
        assertThat(world.eventReasons()).containsExactly("TerminationGracePeriodExpiring");
    }

    @Test
    void aFailedTerminationKeepsTheClaim() {
        launch();
        world.cloud.answerTerminate(new TerminateOutcome.Failed(LaunchOutcome.FailureKind.UNAVAILABLE, "try later"));
        world.stores.nodeClaims().delete(claim());
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.backoff());
        assertThat(claim().getMetadata().getFinalizers()).isNotEmpty();
    }

    @Test
    void leavesClaimsOfOtherProvidersAlone() {
        NodeClaim claim = Specimens.claim("default-1");
        var spec = claim.getSpec();
        claim.setSpec(new NodeClaimSpec(
                spec.taints(),
                spec.startupTaints(),
                spec.requirements(),
                spec.resources(),
                new NodeClassReference("elsewhere.io", "Other", "default"),
                spec.terminationGracePeriod(),
                spec.expireAfter()));
        world.stores.nodeClaims().put(claim);
        controller.reconcile(KEY);
        assertThat(world.stores.writes()).isEmpty();
        assertThat(world.cloud.calls()).isEmpty();
    }

    @Test
    void aLaunchWhoseResultCouldNotBeWrittenIsNotRepeated() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        world.cloud.onCall(call -> world.stores.nodeClaims().edit("default-1", claim -> {
            claim.getMetadata().setAnnotations(Map.of("somebody", "else"));
            return claim;
        }));
        controller.reconcile(KEY);
        assertThat(claim().statusOrEmpty().providerID()).isNull();
        world.cloud.onCall(call -> {});
        controller.reconcile(KEY);
        assertThat(world.cloud.calls(CloudCall.Launch.class)).hasSize(1);
        assertThat(claim().statusOrEmpty().providerID()).isNotNull();
    }

    @Test
    void writesMetadataAndStatusOnceEachForALaunch() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        controller.reconcile(KEY);
        assertThat(world.stores.writes())
                .extracting(FakeWrite::verb)
                .containsExactly(FakeWrite.Verb.PATCH, FakeWrite.Verb.PATCH_STATUS);
    }

    private void launch() {
        world.stores.nodeClaims().put(Specimens.claim("default-1"));
        controller.reconcile(KEY);
    }

    private void join() {
        world.stores
                .nodes()
                .put(Specimens.joined(
                        "node-1", world.cloud.machines().getFirst().providerId()));
    }

    private NodeClaim claim() {
        return world.stores.nodeClaims().get("default-1");
    }

    private String condition(String type) {
        Condition condition = find(type);
        return condition == null ? "" : condition.status().text() + " " + condition.reason();
    }

    private String message(String type) {
        Condition condition = find(type);
        return condition == null ? "" : condition.message();
    }

    private @Nullable Condition find(String type) {
        var conditions = claim().statusOrEmpty().conditions();
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(condition -> condition.type().equals(type))
                        .findFirst()
                        .orElse(null);
    }
}
