package sh.karpenter.controllers.nodeclaim.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.cloud.DriftOutcome;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.LaunchOutcome;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Disruption;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.NodeClaimTemplate;
import sh.karpenter.kube.api.NodeClaimTemplateSpec;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.cloud.CloudCall;
import sh.karpenter.testing.testkit.cloud.FakeInstanceTypes;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.Specimens;

final class ClaimDisruptionControllerTest {
    private static final ObjectKey KEY = ObjectKey.of("default-1");

    private final World world = new World();
    private final ClaimDisruptionController controller = new ClaimDisruptionController(world.context());

    @Test
    void aClaimIsConsolidatableOnceItWasQuietForLongEnough() {
        pool("30s", List.of());
        claim(FakeClock.START.plusSeconds(10), Map.of());
        world.clock.advance(Duration.ofSeconds(20));
        assertThat(reconcile()).isEqualTo(Requeue.after(Duration.ofSeconds(20)));
        assertThat(condition("Consolidatable")).isEmpty();
        world.clock.advance(Duration.ofSeconds(20));
        reconcile();
        assertThat(condition("Consolidatable")).isEqualTo("True Consolidatable");
    }

    @Test
    void withoutPodEventsTheQuietBeginsWithInitialisation() {
        assertThat(Consolidatable.decide(Duration.ofSeconds(30), FakeClock.START, null, FakeClock.START))
                .isEqualTo(new Consolidatable.Decision.Forbid("not quiet for long enough", Duration.ofSeconds(30)));
        assertThat(Consolidatable.decide(Duration.ZERO, FakeClock.START, null, FakeClock.START))
                .isEqualTo(new Consolidatable.Decision.Allow());
        assertThat(Consolidatable.decide(Duration.ZERO, null, null, FakeClock.START))
                .isEqualTo(new Consolidatable.Decision.Forbid("not initialized", null));
    }

    @Test
    void aPoolThatNeverConsolidatesTakesTheConditionAway() {
        pool("0s", List.of());
        claim(null, Map.of());
        reconcile();
        assertThat(condition("Consolidatable")).isEqualTo("True Consolidatable");
        pool("Never", List.of());
        reconcile();
        assertThat(condition("Consolidatable")).isEmpty();
    }

    @Test
    void anotherTemplateIsDrift() {
        NodePool pool = pool("0s", List.of());
        annotate(pool, "2", "v3");
        claim(null, Map.of(AnnotationKeys.NODE_POOL_HASH, "1", AnnotationKeys.NODE_POOL_HASH_VERSION, "v3"));
        reconcile();
        assertThat(condition("Drifted")).isEqualTo("True NodePoolDrifted");
    }

    @Test
    void hashesOfAnotherVersionAreNotCompared() {
        annotate(pool("0s", List.of()), "2", "v3");
        claim(null, Map.of(AnnotationKeys.NODE_POOL_HASH, "1", AnnotationKeys.NODE_POOL_HASH_VERSION, "v2"));
        reconcile();
        assertThat(condition("Drifted")).isEmpty();
    }

    @Test
    void labelsThatNoLongerSatisfyThePoolAreDriftEvenIfTheKeyIsNew() {
        claim(null, Map.of());
        pool("0s", List.of(new NodeRequirement(LabelKeys.ARCH, "In", List.of("arm64"), null)));
        reconcile();
        assertThat(condition("Drifted")).isEqualTo("True RequirementsDrifted");
        pool("0s", List.of(new NodeRequirement("team", "In", List.of("blue"), null)));
        reconcile();
        assertThat(condition("Drifted")).isEqualTo("True RequirementsDrifted");
        pool("0s", List.of(new NodeRequirement("team", "NotIn", List.of("blue"), null)));
        reconcile();
        assertThat(condition("Drifted")).isEmpty();
    }

    @Test
    void aTypeThatIsNoLongerOfferedIsDriftForClaimsOlderThanAnHour() {
        pool("0s", List.of());
        claim(null, Map.of());
        world.cloud.offering(List.of(FakeInstanceTypes.instanceType("another", "4", "4Gi", 5)));
        reconcile();
        assertThat(condition("Drifted")).isEmpty();
        world.clock.advance(Duration.ofMinutes(61));
        reconcile();
        assertThat(condition("Drifted")).isEqualTo("True InstanceTypeNotFound");
    }

    @Test
    void aTypeThatIsStillOfferedIsNotAskedForAgainForHalfAnHour() {
        pool("0s", List.of());
        claim(null, Map.of());
        world.clock.advance(Duration.ofMinutes(61));
        reconcile();
        reconcile();
        assertThat(world.cloud.calls(CloudCall.InstanceTypes.class)).hasSize(1);
        world.clock.advance(Duration.ofMinutes(30));
        reconcile();
        assertThat(world.cloud.calls(CloudCall.InstanceTypes.class)).hasSize(2);
    }

    @Test
    void theProviderHasTheLastWord() {
        pool("0s", List.of());
        claim(null, Map.of());
        world.cloud.drifted("fake:///m", "ImageDrift");
        assertThat(reconcile()).isEqualTo(Requeue.after(Duration.ofMinutes(5)));
        assertThat(condition("Drifted")).isEqualTo("True ImageDrift");
        world.cloud.answerDrift(new DriftOutcome.Failed(LaunchOutcome.FailureKind.UNAVAILABLE, "later"));
        assertThat(reconcile()).isEqualTo(Requeue.backoff());
        assertThat(condition("Drifted")).isEqualTo("True ImageDrift");
        world.cloud.answerDrift(new DriftOutcome.InSync());
        reconcile();
        assertThat(condition("Drifted")).isEmpty();
    }

    @Test
    void aReservedMachineWhoseReservationEndedGoesOnAsOnDemand() {
        var labels = new TreeMap<>(Map.of(
                LabelKeys.INSTANCE_TYPE, "t",
                LabelKeys.ZONE, "test-zone-1",
                LabelKeys.CAPACITY_TYPE, "reserved",
                FakeInstanceTypes.RESERVATION_ID, "r-1"));
        assertThat(Drift.instanceType(
                        List.of(FakeInstanceTypes.instanceType("t", "4", "4Gi", 5)),
                        labels,
                        FakeInstanceTypes.labels()))
                .isNull();
    }

    private Requeue reconcile() {
        return controller.reconcile(KEY);
    }

    private NodePool pool(String consolidateAfter, List<NodeRequirement> requirements) {
        NodePool pool = Specimens.pool("default");
        NodeClaimTemplateSpec spec = pool.getSpec().template().spec();
        pool.setSpec(new NodePoolSpec(
                new NodeClaimTemplate(
                        pool.getSpec().template().metadata(),
                        new NodeClaimTemplateSpec(
                                null, null, requirements, spec.nodeClassRef(), null, spec.expireAfter())),
                new Disruption(consolidateAfter, "WhenEmptyOrUnderutilized", List.of()),
                null,
                null,
                null));
        return world.stores.nodePools().put(pool);
    }

    private void annotate(NodePool pool, String hash, String version) {
        world.stores.nodePools().edit(pool.getMetadata().getName(), changed -> {
            changed.getMetadata()
                    .setAnnotations(Map.of(
                            AnnotationKeys.NODE_POOL_HASH, hash, AnnotationKeys.NODE_POOL_HASH_VERSION, version));
            return changed;
        });
    }

    private void claim(java.time.@Nullable Instant lastPodEvent, Map<String, String> annotations) {
        NodeClaim claim = Claims.with(
                Specimens.claim("default-1"), "fake:///m", "Launched", "Registered", "Initialized", "Ready");
        var labels = new HashMap<>(claim.getMetadata().getLabels());
        labels.putAll(Map.of(
                LabelKeys.INSTANCE_TYPE, "default-instance-type",
                LabelKeys.ARCH, "amd64",
                LabelKeys.ZONE, "test-zone-1",
                LabelKeys.CAPACITY_TYPE, "spot"));
        claim.getMetadata().setLabels(labels);
        claim.getMetadata().setAnnotations(annotations);
        NodeClaimStatus status = claim.statusOrEmpty();
        claim.setStatus(
                new NodeClaimStatus(null, status.providerID(), null, null, null, status.conditions(), lastPodEvent));
        world.stores.nodeClaims().put(claim);
        world.cloud.add(new Instance(
                "fake:///m",
                "",
                "default-1",
                FakeClock.START,
                false,
                new TreeMap<>(),
                new TreeMap<>(),
                Resources.none(),
                Resources.none()));
    }

    private String condition(String type) {
        return Claims.condition(
                world.stores.nodeClaims().get("default-1").statusOrEmpty().conditions(), type);
    }
}
