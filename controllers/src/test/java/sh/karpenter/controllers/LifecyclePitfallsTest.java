package sh.karpenter.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.event.StoredEvents;
import sh.karpenter.controllers.node.drain.DrainMode;
import sh.karpenter.controllers.node.eviction.EvictionQueue;
import sh.karpenter.controllers.node.termination.NodeTerminationController;
import sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.cloud.RegistrationHook;
import sh.karpenter.core.cloud.RegistrationHook.Progress;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Finalizers;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimSpec;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.ResourceRequests;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.EvictionOutcome;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.testing.testkit.cloud.CloudCall;
import sh.karpenter.testing.testkit.kube.PodSpecimen;
import sh.karpenter.testing.testkit.kube.Specimens;

/// What is easy to get wrong about the life of claims and nodes, in the order in which it happens to them.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LifecyclePitfallsTest {
    private static final ObjectKey CLAIM = ObjectKey.of("default-1");
    private static final ObjectKey NODE = ObjectKey.of("node-1");

    private final World world = new World();
    private final EvictionQueue evictions = new EvictionQueue(world.context());
    private final NodeTerminationController termination = new NodeTerminationController(world.context(), evictions);
    private List<Pod> waiting = List.of();
    private final NodeClaimLifecycleController lifecycle = new NodeClaimLifecycleController(
            world.context(), new RegistrationHealth(world.stores.nodePools(), world.clock), _ -> waiting);

    // Launch

    @Test
    @Order(10)
    void theClaimsLabelsWinOverTheMachinesAndItsAnnotationsLose() {
        claim(claim -> {
            claim.getMetadata().setLabels(with(claim.getMetadata().getLabels(), LabelKeys.ZONE, "elsewhere"));
            claim.getMetadata().setAnnotations(Map.of("both", "claim", "mine", "claim"));
        });
        world.cloud.failLaunch(new LaunchOutcome.Launched(new Instance(
                "fake:///1",
                "image-1",
                "default-1",
                null,
                false,
                new TreeMap<>(Map.of(LabelKeys.ZONE, "here", "size", "small")),
                new TreeMap<>(Map.of("both", "machine")),
                Resources.none(),
                Resources.none())));
        lifecycle.reconcile(CLAIM);
        assertThat(claim().getMetadata().getLabels())
                .containsEntry(LabelKeys.ZONE, "elsewhere")
                .containsEntry("size", "small");
        assertThat(claim().getMetadata().getAnnotations())
                .containsEntry("both", "machine")
                .containsEntry("mine", "claim");
    }

    @Test
    @Order(11)
    void aMessageAboutCapacityIsCutAt1024BytesTogetherWithItsBeginning() {
        waiting = List.of(PodSpecimen.pod("web").build());
        claim(claim -> {});
        world.cloud.failLaunch(new LaunchOutcome.InsufficientCapacity("insufficient capacity, " + "ä".repeat(2000)));
        lifecycle.reconcile(CLAIM);
        assertThat(world.events).hasSize(2).allSatisfy(event -> {
            assertThat(event.message().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1022, 1024);
            assertThat(event.message())
                    .startsWith("NodeClaim default-1 ")
                    .endsWith("ä...")
                    .doesNotContain("\uFFFD");
        });
    }

    @Test
    @Order(12)
    void aNodeClassThatIsNotReadyEndsTheClaimWithoutAWordToItsPods() {
        waiting = List.of(PodSpecimen.pod("web").build());
        claim(claim -> {});
        world.cloud.failLaunch(new LaunchOutcome.NodeClassNotReady("NodeClassRef not ready, no subnets"));
        lifecycle.reconcile(CLAIM);
        assertThat(world.events).isEmpty();
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(world.counted).anyMatch(line -> line.contains("reason=nodeclass_not_ready"));
    }

    @Test
    @Order(13)
    void aProvidersOwnReasonForAFailedLaunchStandsInTheCondition() {
        claim(claim -> {});
        world.cloud.failLaunch(
                new LaunchOutcome.Failed(LaunchOutcome.FailureKind.OTHER, "UnauthorizedOperation", "not allowed"));
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Launched")).isEqualTo("Unknown UnauthorizedOperation");
    }

    // Registration

    @Test
    @Order(20)
    void aTaintThatIsThereAlreadyKeepsItsValue() {
        world.stores
                .nodeClaims()
                .put(Specimens.tainted(
                        Specimens.claim("default-1"),
                        List.of(sh.karpenter.kube.api.Taint.of("team", "red", "NoSchedule")),
                        List.of()));
        lifecycle.reconcile(CLAIM);
        Node node = join();
        node.getSpec().getTaints().add(taint("team", "blue", "NoSchedule"));
        world.stores.nodes().put(node);
        lifecycle.reconcile(CLAIM);
        assertThat(node().getSpec().getTaints())
                .extracting(taint -> taint.getKey() + "=" + taint.getValue())
                .containsExactly("team=blue");
    }

    @Test
    @Order(21)
    void severalNodesOfOneMachineAreRejectedWithoutAComplaintAboutTheirTaints() {
        launched();
        for (String name : List.of("node-1", "node-2")) {
            Node node = Specimens.joined(name, machine());
            node.getSpec().setTaints(new ArrayList<>());
            world.stores.nodes().put(node);
        }
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Registered")).isEqualTo("False MultipleNodesFound");
        assertThat(world.events).isEmpty();
        // It stays so even when one of them goes: only the timeout ends such a claim.
        world.stores.nodes().vanish("node-2");
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Registered")).isEqualTo("False MultipleNodesFound");
        world.clock.advance(Duration.ofMinutes(15));
        lifecycle.reconcile(CLAIM);
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
    }

    @Test
    @Order(22)
    void whatTheProviderWaitsForKeepsPodsOffANodeThatIsOtherwisePrepared() {
        var progress = new ArrayList<Progress>(List.of(new Progress.Pending(Duration.ofSeconds(3))));
        world.cloud.waitingFor(
                hook("Slow", progress),
                hook("Slower", List.of(new Progress.Pending(Duration.ofSeconds(7)))),
                hook("Quick", List.of(Progress.Done.withoutLabels())));
        launched();
        world.stores.nodes().put(join());
        assertThat(lifecycle.reconcile(CLAIM)).isEqualTo(Requeue.after(Duration.ofSeconds(3)));
        assertThat(condition("Registered")).isEqualTo("Unknown RegistrationHookPending");
        assertThat(message("Registered")).isEqualTo("Awaiting registration hooks: Slow, Slower");
        assertThat(node().getSpec().getTaints()).extracting("key").containsExactly("karpenter.sh/unregistered");
        assertThat(node().getMetadata().getFinalizers()).containsExactly(Finalizers.TERMINATION);
        assertThat(node().getMetadata().getLabels())
                .containsKey(LabelKeys.NODE_POOL)
                .doesNotContainKey(REGISTERED);

        world.cloud.waitingFor(hook("Slow", List.of(new Progress.Done(new TreeMap<>(Map.of("rack", "7"))))));
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Registered")).isEqualTo("True Registered");
        assertThat(claim().getMetadata().getLabels()).containsEntry("rack", "7");
        assertThat(node().getMetadata().getLabels()).containsEntry("rack", "7").containsEntry(REGISTERED, "true");
        assertThat(node().getSpec().getTaints()).isEmpty();
    }

    @Test
    @Order(23)
    void whatTheProviderWaitsForTooLongEndsTheClaim() {
        world.cloud.waitingFor(hook("Slow", List.of(new Progress.Pending(Duration.ofSeconds(3)))));
        launched();
        world.stores.nodes().put(join());
        world.clock.advance(Duration.ofMinutes(15));
        lifecycle.reconcile(CLAIM);
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(world.counted).anyMatch(line -> line.contains("reason=registration_timeout"));
    }

    // Initialisation

    @Test
    @Order(30)
    void taintsThatTheClusterPutsOnNewNodesDelayInitialisation() {
        launched();
        for (String taint : List.of(
                "node.kubernetes.io/not-ready:NoExecute",
                "node.kubernetes.io/unreachable:NoSchedule",
                "node.cloudprovider.kubernetes.io/uninitialized=true:NoSchedule",
                "readiness.k8s.io/network:NoSchedule")) {
            Node node = join();
            String[] parts = taint.split("[=:]", -1);
            node.getSpec()
                    .setTaints(List.of(taint(parts[0], parts.length == 3 ? parts[1] : null, parts[parts.length - 1])));
            world.stores.nodes().put(node);
            lifecycle.reconcile(CLAIM);
            assertThat(condition("Initialized")).as(taint).isEqualTo("Unknown KnownEphemeralTaintsExist");
            assertThat(message("Initialized")).isEqualTo("KnownEphemeralTaint \"" + taint + "\" still exists");
        }
    }

    @Test
    @Order(31)
    void aResourceThatWasAskedForMustShowUnlessNoneOfItWas() {
        NodeClaim asking = Specimens.claim("default-1");
        asking.setSpec(new NodeClaimSpec(
                null,
                null,
                asking.getSpec().requirements(),
                new ResourceRequests(Map.of("example.com/none", new Quantity("0"), "pods", new Quantity("1"))),
                asking.getSpec().nodeClassRef(),
                null,
                asking.getSpec().expireAfter()));
        world.stores.nodeClaims().put(asking);
        lifecycle.reconcile(CLAIM);
        Node node = join();
        node.getStatus().setAllocatable(with(node.getStatus().getAllocatable(), "pods", new Quantity("0")));
        world.stores.nodes().put(node);
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Initialized")).isEqualTo("Unknown ResourceNotRegistered");
        assertThat(message("Initialized")).isEqualTo("Resource \"pods\" was requested but not registered");
        node = node();
        node.getStatus().setAllocatable(with(node.getStatus().getAllocatable(), "pods", new Quantity("5")));
        world.stores.nodes().put(node);
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Initialized")).isEqualTo("True Initialized");
    }

    @Test
    @Order(32)
    void nothingIsJudgedWhileTheMachineIsBeingRebooted() {
        launched();
        world.stores.nodes().put(join());
        lifecycle.reconcile(CLAIM);
        set(
                condition("Initialized", ConditionStatus.UNKNOWN, "Rebooting"),
                condition("Rebooting", ConditionStatus.TRUE, "RebootIssued"));
        int writes = world.stores.writes().size();
        lifecycle.reconcile(CLAIM);
        assertThat(world.stores.writes()).hasSize(writes);
        set(condition("Rebooting", ConditionStatus.FALSE, "RebootSucceeded"));
        lifecycle.reconcile(CLAIM);
        assertThat(condition("Initialized")).isEqualTo("True Initialized");
    }

    // Liveness

    @Test
    @Order(40)
    void aLaunchThatFailsForAQuarterOfAnHourHasMissedBothTimes() {
        claim(claim -> {});
        world.clock.advance(Duration.ofMinutes(15));
        world.cloud.failLaunch(new LaunchOutcome.Failed(LaunchOutcome.FailureKind.OTHER, "Broken", "no"));
        lifecycle.reconcile(CLAIM);
        assertThat(world.counted)
                .filteredOn(line -> line.startsWith("nodeclaims_disrupted_total"))
                .extracting(line -> line.replaceAll(".*reason=(\\w+).*", "$1"))
                .containsExactly("launch_timeout", "registration_timeout");
        assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull();
    }

    // The end of a claim

    @Test
    @Order(50)
    void theEndOfADrainThatSomebodyHasEditedIsNotWrittenAgain() {
        world.stores.nodeClaims().put(Specimens.drainedWithin(Specimens.claim("default-1"), Duration.ofMinutes(10)));
        lifecycle.reconcile(CLAIM);
        world.stores.nodes().put(join());
        lifecycle.reconcile(CLAIM);
        world.stores.nodeClaims().delete(claim());
        annotate("2026-01-01T00:00:20Z");
        lifecycle.reconcile(CLAIM);
        assertThat(claim().getMetadata().getAnnotations())
                .containsEntry(AnnotationKeys.TERMINATION_TIMESTAMP, "2026-01-01T00:00:20Z");
        assertThat(world.events).isEmpty();

        // The drain goes by it: a pod that needs half a minute to stop does not fit before it any more.
        world.stores
                .pods()
                .put(PodSpecimen.pod("web").on("node-1").gracePeriod(30L).build());
        termination.reconcile(NODE);
        work();
        assertThat(world.stores.pods().deletions())
                .extracting("gracePeriodSeconds")
                .containsExactly(20L);
    }

    // The end of a node

    @Test
    @Order(60)
    void aDrainTakesFiveSecondsEvenWhenNobodyIsThere() {
        doomed();
        assertThat(termination.reconcile(NODE)).isEqualTo(Requeue.after(Duration.ofSeconds(5)));
        world.clock.advance(Duration.ofMillis(4_999));
        assertThat(termination.reconcile(NODE)).isEqualTo(Requeue.after(Duration.ofMillis(1)));
        assertThat(condition("Drained")).isEqualTo("Unknown Draining");
        world.clock.advance(Duration.ofMillis(1));
        termination.reconcile(NODE);
        assertThat(condition("Drained")).isEqualTo("True Drained");
    }

    @Test
    @Order(61)
    void aPodThatIsBoundWhileTheDrainWaitsIsDrainedToo() {
        doomed();
        termination.reconcile(NODE);
        world.stores.pods().put(PodSpecimen.pod("late").on("node-1").build());
        world.clock.advance(Duration.ofSeconds(5));
        assertThat(termination.reconcile(NODE)).isEqualTo(Requeue.after(Duration.ofSeconds(1)));
        assertThat(evictions.size()).isOne();
        assertThat(world.cloud.calls(CloudCall.Terminate.class)).isEmpty();
    }

    // Evictions

    @Test
    @Order(70)
    void podsOfOneNameInTwoNamespacesShareTheEventOfTheirEviction() {
        var stored = new StoredEvents(world.stores.events(), world.clock, Runnable::run);
        for (String namespace : List.of("one", "two")) {
            var subject = new ObjectEvent.Subject("v1", "Pod", namespace, "web", "uid-" + namespace);
            stored.publish(ObjectEvent.normal(subject, "Evicted", "Evicted pod: Drifted")
                    .sameAs("web"));
        }
        assertThat(world.stores.events().created()).hasSize(1);
    }

    @Test
    @Order(71)
    void evictionsAreCountedByWhyTheNodeGoesInTheConditionsWords() {
        doomed();
        set(condition("DisruptionReason", ConditionStatus.TRUE, "Underutilized"));
        evict("web");
        assertThat(world.counted).contains("pods_drained_total{reason=Underutilized}");
        set(condition("DisruptionReason", ConditionStatus.FALSE, "Underutilized"));
        evict("web-2");
        assertThat(world.counted).contains("pods_drained_total{reason=Forceful Termination}");
    }

    @Test
    @Order(72)
    void severalBudgetsForOnePodAreToldOnTheNodeAndTriedAgain() {
        doomed();
        world.stores.pods().answerEvictions(_ -> new EvictionOutcome.SeveralBudgets("more than one"));
        evict("web");
        assertThat(world.events)
                .extracting(ObjectEvent::message)
                .containsExactly("Failed to drain node, eviction does not support multiple PDBs (Pod=default/web)");
        assertThat(evictions.size()).isOne();
    }

    private static final String REGISTERED = "karpenter.sh/registered";

    private void claim(Consumer<NodeClaim> change) {
        NodeClaim claim = Specimens.claim("default-1");
        change.accept(claim);
        world.stores.nodeClaims().put(claim);
    }

    private void launched() {
        claim(claim -> {});
        lifecycle.reconcile(CLAIM);
    }

    private String machine() {
        return world.cloud.machines().getFirst().providerId();
    }

    /// The machine's node as it joins, with taints that may be changed.
    private Node join() {
        Node node = Specimens.joined("node-1", machine());
        node.getSpec().setTaints(new ArrayList<>(node.getSpec().getTaints()));
        return node;
    }

    /// A node and its claim that are being deleted.
    private void doomed() {
        var outcome =
                (LaunchOutcome.Launched) world.cloud.launch(NodeClaimMapping.toCore(Specimens.claim("default-1")));
        String providerId = outcome.instance().providerId();
        world.stores.nodeClaims().put(Claims.with(Specimens.claim("default-1"), providerId, "Launched", "Registered"));
        Node node = Specimens.joined("node-1", providerId);
        node.getMetadata().setFinalizers(List.of(Finalizers.TERMINATION));
        node.getMetadata()
                .setLabels(Map.of("karpenter.test.sh/testnodeclass", "default", LabelKeys.NODE_POOL, "default"));
        world.stores.nodes().put(node);
        world.stores.nodeClaims().delete(claim());
        world.stores.nodes().delete(node());
    }

    private void annotate(String deadline) {
        world.stores.nodeClaims().edit("default-1", claim -> {
            claim.getMetadata()
                    .setAnnotations(
                            with(claim.getMetadata().getAnnotations(), AnnotationKeys.TERMINATION_TIMESTAMP, deadline));
            return claim;
        });
    }

    private void set(Condition... changed) {
        world.stores.nodeClaims().edit("default-1", claim -> {
            var status = claim.statusOrEmpty();
            var all = new TreeMap<String, Condition>();
            Objects.requireNonNull(status.conditions()).forEach(condition -> all.put(condition.type(), condition));
            List.of(changed).forEach(condition -> all.put(condition.type(), condition));
            claim.setStatus(new NodeClaimStatus(
                    status.nodeName(),
                    status.providerID(),
                    status.imageID(),
                    status.capacity(),
                    status.allocatable(),
                    List.copyOf(all.values()),
                    status.lastPodEventTime()));
            return claim;
        });
    }

    private void evict(String name) {
        Pod pod = world.stores.pods().put(PodSpecimen.pod(name).on("node-1").build());
        evictions.add(List.of(pod), null, DrainMode.FORCE_DELETE);
        work();
    }

    private void work() {
        boolean worked = true;
        while (worked) {
            worked = evictions.controller().step();
        }
    }

    private static RegistrationHook hook(String name, List<Progress> progress) {
        return new RegistrationHook() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Progress check(sh.karpenter.core.model.node.NodeClaim claim) {
                return progress.getFirst();
            }
        };
    }

    private static io.fabric8.kubernetes.api.model.Taint taint(String key, @Nullable String value, String effect) {
        return new TaintBuilder()
                .withKey(key)
                .withValue(value)
                .withEffect(effect)
                .build();
    }

    private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
        var result = new TreeMap<>(map);
        result.put(key, value);
        return result;
    }

    private Condition condition(String type, ConditionStatus status, String reason) {
        return new Condition(type, status, reason, "", world.clock.instant(), 1L);
    }

    private NodeClaim claim() {
        return world.stores.nodeClaims().get("default-1");
    }

    private Node node() {
        return world.stores.nodes().get("node-1");
    }

    private String condition(String type) {
        return Claims.condition(claim().statusOrEmpty().conditions(), type);
    }

    private String message(String type) {
        return Objects.requireNonNull(claim().statusOrEmpty().conditions()).stream()
                .filter(condition -> condition.type().equals(type))
                .map(Condition::message)
                .findFirst()
                .orElse("");
    }
}
