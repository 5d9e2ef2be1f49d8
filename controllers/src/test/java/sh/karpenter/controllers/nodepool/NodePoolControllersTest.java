package sh.karpenter.controllers.nodepool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.nodepool.counter.NodePoolCounterController;
import sh.karpenter.controllers.nodepool.hash.NodePoolHashController;
import sh.karpenter.controllers.nodepool.readiness.NodePoolReadinessController;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealth;
import sh.karpenter.controllers.nodepool.registrationhealth.RegistrationHealthController;
import sh.karpenter.controllers.nodepool.validation.NodePoolValidationController;
import sh.karpenter.controllers.testing.Claims;
import sh.karpenter.controllers.testing.World;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.Budget;
import sh.karpenter.kube.api.Disruption;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimTemplate;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.TemplateMetadata;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.KarpenterConditions;
import sh.karpenter.kube.api.hash.NodePoolHash;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.testing.testkit.cloud.FakeInstanceTypes;
import sh.karpenter.testing.testkit.kube.Specimens;

final class NodePoolControllersTest {
    private static final ObjectKey KEY = ObjectKey.of("default");

    private final World world = new World();

    @Test
    void aBudgetThatCannotBeReadIsNamedInAConditionUntilItIsMended() {
        NodePool pool = withBudget(Specimens.pool("default"), new Budget(null, "10%", "0 25 * * *", null));
        world.stores.nodePools().put(pool);
        new NodePoolValidationController(world.context()).reconcile(KEY);
        assertThat(Claims.condition(pool().statusOrEmpty().conditions(), "DisruptionSettingsReadable"))
                .isEqualTo("False DisruptionSettingsUnreadable");
        assertThat(Claims.condition(pool().statusOrEmpty().conditions(), "ValidationSucceeded"))
                .startsWith("True");
        assertThat(pool().statusOrEmpty().conditions())
                .filteredOn(condition -> condition.type().equals("DisruptionSettingsReadable"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.message())
                        .startsWith("spec.disruption.budgets[0].")
                        .contains("0 25 * * *")
                        .endsWith("No node of the pool is disrupted voluntarily while that is so"));

        world.stores.nodePools().edit("default", written -> withBudget(written, new Budget(null, "10%", null, null)));
        new NodePoolValidationController(world.context()).reconcile(KEY);
        assertThat(Claims.condition(pool().statusOrEmpty().conditions(), "DisruptionSettingsReadable"))
                .isEmpty();
    }

    private static NodePool withBudget(NodePool pool, Budget budget) {
        NodePoolSpec spec = pool.getSpec();
        pool.setSpec(new NodePoolSpec(
                spec.template(),
                new Disruption("0s", "WhenEmptyOrUnderutilized", List.of(budget)),
                spec.limits(),
                spec.weight(),
                spec.replicas()));
        return pool;
    }

    @Test
    void aPoolGetsTheHashOfItsTemplate() {
        NodePool pool = world.stores.nodePools().put(Specimens.pool("default"));
        new NodePoolHashController(world.context()).reconcile(KEY);
        assertThat(pool().getMetadata().getAnnotations())
                .containsEntry(
                        AnnotationKeys.NODE_POOL_HASH,
                        NodePoolHash.of(pool.getSpec().template()))
                .containsEntry(AnnotationKeys.NODE_POOL_HASH_VERSION, "v3");
    }

    @Test
    void aNewVersionOfTheHashIsTakenOverByClaimsExceptThatDriftedOnesKeepTheirOldHash() {
        world.stores.nodePools().put(Specimens.pool("default"));
        claimWithHash("fine", "Launched");
        claimWithHash("drifted", "Drifted");
        new NodePoolHashController(world.context()).reconcile(KEY);
        String hash = pool().getMetadata().getAnnotations().get(AnnotationKeys.NODE_POOL_HASH);
        assertThat(annotations("fine"))
                .containsEntry(AnnotationKeys.NODE_POOL_HASH, hash)
                .containsEntry(AnnotationKeys.NODE_POOL_HASH_VERSION, "v3");
        assertThat(annotations("drifted"))
                .containsEntry(AnnotationKeys.NODE_POOL_HASH, "old")
                .containsEntry(AnnotationKeys.NODE_POOL_HASH_VERSION, "v3");
    }

    @Test
    void aChangedTemplateChangesOnlyThePoolsHash() {
        NodePool pool = Specimens.pool("default");
        pool.getMetadata()
                .setAnnotations(
                        Map.of(AnnotationKeys.NODE_POOL_HASH, "old", AnnotationKeys.NODE_POOL_HASH_VERSION, "v3"));
        world.stores.nodePools().put(pool);
        claimWithHash("fine", "Launched");
        new NodePoolHashController(world.context()).reconcile(KEY);
        assertThat(annotations("fine")).containsEntry(AnnotationKeys.NODE_POOL_HASH, "old");
        assertThat(pool().getMetadata().getAnnotations().get(AnnotationKeys.NODE_POOL_HASH))
                .isNotEqualTo("old");
    }

    @Test
    void aPoolTellsWhyItsNodeClassCannotBeUsed() {
        world.stores.nodePools().put(Specimens.pool("default"));
        var controller = new NodePoolReadinessController(world.context());
        controller.reconcile(KEY);
        assertThat(condition("NodeClassReady")).isEqualTo("False NodeClassNotFound");
        world.stores.nodeClasses().put(Specimens.nodeClass("Unknown"));
        controller.reconcile(KEY);
        assertThat(condition("NodeClassReady")).isEqualTo("False NodeClassReadinessUnknown");
        world.stores.nodeClasses().put(Specimens.nodeClass("False"));
        controller.reconcile(KEY);
        assertThat(condition("NodeClassReady")).isEqualTo("False Ready");
        world.stores.nodeClasses().put(Specimens.nodeClass("True"));
        controller.reconcile(KEY);
        assertThat(condition("NodeClassReady")).isEqualTo("True NodeClassReady");
        GenericKubernetesResource deleting = Specimens.nodeClass("True");
        deleting.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        world.stores.nodeClasses().put(deleting);
        controller.reconcile(KEY);
        assertThat(condition("NodeClassReady")).isEqualTo("False NodeClassTerminating");
    }

    @Test
    void aPoolTellsWhatIsWrongWithItsSettings() {
        NodePool pool = Specimens.pool("default");
        pool.setSpec(new NodePoolSpec(
                new NodeClaimTemplate(
                        new TemplateMetadata(Map.of("karpenter.sh/mine", "no"), null),
                        pool.getSpec().template().spec()),
                null,
                null,
                null,
                null));
        world.stores.nodePools().put(pool);
        new NodePoolValidationController(world.context()).reconcile(KEY);
        assertThat(condition("ValidationSucceeded")).isEqualTo("False NodePoolValidationFailed");
        world.stores.nodePools().put(Specimens.pool("default"));
        new NodePoolValidationController(world.context()).reconcile(KEY);
        assertThat(condition("ValidationSucceeded")).isEqualTo("True ValidationSucceeded");
    }

    @Test
    void aPoolTellsWhatItsNodesHaveOnceThatIsKnown() {
        world.stores.nodePools().put(Specimens.pool("default"));
        var usage = new AtomicReference<@Nullable Resources>();
        var controller = new NodePoolCounterController(world.context(), pool -> usage.get());
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(1)));
        usage.set(FakeInstanceTypes.resources("cpu", "3500m", "nodes", "2"));
        assertThat(controller.reconcile(KEY)).isEqualTo(Requeue.after(Duration.ofSeconds(5)));
        assertThat(pool().statusOrEmpty().nodes()).isEqualTo(2);
        assertThat(String.valueOf(pool().statusOrEmpty().resources()))
                .contains("cpu", "3500m", "memory", "pods", "ephemeral-storage", "nodes");
        int writes = world.stores.writes().size();
        controller.reconcile(KEY);
        assertThat(world.stores.writes()).hasSize(writes);
    }

    @Test
    void twoFailedRegistrationsOfFourMakeAPoolUnhealthyAndASuccessHealsItInTime() {
        world.stores.nodePools().put(Specimens.pool("default"));
        var health = new RegistrationHealth(world.stores.nodePools(), world.clock);
        NodeClaim claim = ownedClaim();
        var conditions = KarpenterConditions.NODE_CLAIM
                .of(ConditionSubject.of(claim), null, world.clock.instant())
                .withTrue("Launched", world.clock.instant());
        health.failed(claim, conditions);
        assertThat(condition("NodeRegistrationHealthy")).isEmpty();
        health.failed(claim, conditions);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("False RegistrationFailed");
        health.registered(claim);
        health.registered(claim);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("False RegistrationFailed");
        health.registered(claim);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("True NodeRegistrationHealthy");
    }

    @Test
    void aPoolOfTheSameNameMadeAnewIsNotBlamed() {
        world.stores.nodePools().put(Specimens.pool("default"));
        var health = new RegistrationHealth(world.stores.nodePools(), world.clock);
        NodeClaim claim = ownedClaim();
        claim.getMetadata().getOwnerReferences().getFirst().setUid("uid-of-predecessor");
        var conditions = KarpenterConditions.NODE_CLAIM.of(ConditionSubject.of(claim), null, world.clock.instant());
        health.failed(claim, conditions);
        health.failed(claim, conditions);
        assertThat(condition("NodeRegistrationHealthy")).isEmpty();
    }

    @Test
    void afterARestartOneMoreFailureOfAnUnhealthyPoolKeepsItUnhealthyAndNewSettingsForgetIt() {
        world.stores.nodePools().put(Specimens.pool("default"));
        world.stores.nodeClasses().put(Specimens.nodeClass("True"));
        var health = new RegistrationHealth(world.stores.nodePools(), world.clock);
        var controller = new RegistrationHealthController(world.context(), health);
        controller.reconcile(KEY);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("Unknown AwaitingReconciliation");
        NodeClaim claim = ownedClaim();
        var conditions = KarpenterConditions.NODE_CLAIM
                .of(ConditionSubject.of(claim), null, world.clock.instant())
                .withTrue("Launched", world.clock.instant());
        health.failed(claim, conditions);
        health.failed(claim, conditions);
        var restarted = new RegistrationHealth(world.stores.nodePools(), world.clock);
        new RegistrationHealthController(world.context(), restarted).reconcile(KEY);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("False RegistrationFailed");
        restarted.registered(claim);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("False RegistrationFailed");
        world.stores.nodePools().edit("default", pool -> {
            pool.getMetadata().setGeneration(2L);
            return pool;
        });
        new RegistrationHealthController(world.context(), restarted).reconcile(KEY);
        assertThat(condition("NodeRegistrationHealthy")).isEqualTo("Unknown AwaitingReconciliation");
    }

    private NodePool pool() {
        return world.stores.nodePools().get("default");
    }

    private NodeClaim ownedClaim() {
        NodeClaim claim = Specimens.claim("default-1");
        claim.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withUid(pool().getMetadata().getUid())
                        .withName("default")
                        .build()));
        return claim;
    }

    private void claimWithHash(String name, String condition) {
        NodeClaim claim = Claims.with(Specimens.claim(name), "fake:///" + name, condition);
        claim.getMetadata()
                .setAnnotations(
                        Map.of(AnnotationKeys.NODE_POOL_HASH, "old", AnnotationKeys.NODE_POOL_HASH_VERSION, "v2"));
        world.stores.nodeClaims().put(claim);
    }

    private Map<String, String> annotations(String claim) {
        return world.stores.nodeClaims().get(claim).getMetadata().getAnnotations();
    }

    private String condition(String type) {
        return Claims.condition(pool().statusOrEmpty().conditions(), type);
    }
}
