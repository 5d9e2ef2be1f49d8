package sh.karpenter.controllers.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.controllers.event.ObjectEvent;
import sh.karpenter.controllers.ingest.ClusterFeed;
import sh.karpenter.controllers.ingest.LiveCluster;
import sh.karpenter.controllers.metric.PodTimes;
import sh.karpenter.core.scheduling.problem.SchedulingOptions;
import sh.karpenter.core.scheduling.solve.Scheduler;
import sh.karpenter.kube.api.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.NodeClaimTemplate;
import sh.karpenter.kube.api.NodeClaimTemplateSpec;
import sh.karpenter.kube.api.NodePool;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.NodePoolStatus;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.TemplateMetadata;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.condition.ConditionStatus;
import sh.karpenter.kube.api.duration.NillableDuration;
import sh.karpenter.kube.mapping.MappedPod;
import sh.karpenter.kube.mapping.PodMapping;
import sh.karpenter.kube.mapping.ProposedClaimMapping;
import sh.karpenter.kube.mapping.WireJson;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.testing.testkit.cloud.FakeCloudProvider;
import sh.karpenter.testing.testkit.kube.FakeClock;
import sh.karpenter.testing.testkit.kube.FakeStores;
import sh.karpenter.testing.testkit.kube.Specimens;

/// From pods that wait to claims, over the real engine.
class ProvisionerTest {
    private final FakeClock clock = new FakeClock();
    private final FakeStores stores = new FakeStores(clock);
    private final FakeCloudProvider cloud = new FakeCloudProvider(clock);
    private final LiveCluster cluster = new LiveCluster(stores::synced);
    private final List<ObjectEvent> events = new ArrayList<>();
    private final Counts counts = new Counts();
    private BooleanSupplier stepAlso = () -> false;
    private final PodPlans plans = new PodPlans(stores.pods()::find);
    private final ClaimCreation creation = new ClaimCreation(
            stores.nodePools(),
            stores.nodeClaims(),
            cluster,
            new ProposedClaimMapping(cloud.labels(), new Random(1)),
            plans,
            counts);
    private final Provisioner provisioner = new Provisioner(
            new PodBatcher(Duration.ofSeconds(1), Duration.ofSeconds(10)),
            cluster,
            new PoolCatalogues(cloud, _ -> true),
            cloud.labels(),
            SchedulingOptions.defaults(),
            Scheduler::solve,
            new ResultRecorder(
                    cluster, events::add, counts, clock, Duration.ofSeconds(20), new PodTimes(counts), _ -> true),
            creation,
            Placements.ignored(),
            Runnable::run,
            clock);

    @BeforeEach
    void follow() {
        ClusterFeed.follow(stores, cluster);
        var controller = ProvisioningTriggers.ofPods(stores.pods(), provisioner::trigger, clock, 1000);
        stepAlso = controller::step;
    }

    @Test
    void makesOneClaimForPodsThatComeTogether() {
        stores.nodePools().put(ready(Specimens.pool("default")));
        waiting("web-1", "500m");
        waiting("web-2", "500m");
        run();
        assertThat(stores.nodeClaims().list()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        run();
        NodeClaim claim = onlyClaim();
        assertThat(claim.getMetadata().getLabels())
                .containsEntry(LabelKeys.NODE_POOL, "default")
                .containsEntry(Specimens.NODE_CLASS.labelKey(), Specimens.NODE_CLASS.name());
        assertThat(claim.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getBlockOwnerDeletion()).isTrue());
        assertThat(Objects.requireNonNull(claim.getSpec().resources()).requests())
                .containsEntry("cpu", new Quantity("1"))
                .containsEntry("pods", new Quantity("2"));
        assertThat(requirement(claim, LabelKeys.INSTANCE_TYPE)).isNotEmpty();
        assertThat(requirement(claim, LabelKeys.CAPACITY_TYPE)).contains("on-demand", "spot");
        assertThat(claim.getSpec().requirements())
                .extracting(NodeRequirement::key)
                .doesNotContain(LabelKeys.HOSTNAME, LabelKeys.REGISTERED, LabelKeys.INITIALIZED);
        assertThat(counts.byName).containsEntry("nodeclaims_created_total", 1L);
    }

    @Test
    void tellsThePodsWhereTheyShouldGo() {
        stores.nodePools().put(ready(Specimens.pool("default")));
        waiting("web-1", "500m");
        runBatch();
        String claim = onlyClaim().getMetadata().getName();
        assertThat(events)
                .singleElement()
                .satisfies(
                        event -> assertThat(event.message()).isEqualTo("Pod should schedule on: nodeclaim/" + claim));
        assertThat(plans.waitingFor(claim)).hasSize(1);
    }

    @Test
    void tellsAPoolWithNonsenseInItThatItIsLeftOut() {
        NodePool odd = ready(Specimens.pool("odd"));
        odd.setSpec(new NodePoolSpec(
                new NodeClaimTemplate(
                        new TemplateMetadata(null, null),
                        new NodeClaimTemplateSpec(
                                null,
                                null,
                                List.of(new NodeRequirement("team", "Inn", List.of("a"), null)),
                                Specimens.NODE_CLASS,
                                null,
                                NillableDuration.NEVER)),
                null,
                null,
                null,
                null));
        stores.nodePools().put(odd);
        stores.nodePools().put(ready(Specimens.pool("default")));
        waiting("web-1", "500m");

        runBatch();

        assertThat(onlyClaim().getMetadata().getLabels()).containsEntry(LabelKeys.NODE_POOL, "default");
        assertThat(events)
                .filteredOn(event -> event.about().name().equals("odd"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.reason()).isEqualTo("InvalidNodePool");
                    assertThat(event.message()).contains("Inn");
                });
    }

    @Test
    void makesNoSecondClaimWhileTheFirstIsStillBeingLaunchedButForgetsNoPod() {
        stores.nodePools().put(ready(Specimens.pool("default")));
        waiting("web-1", "500m");
        runBatch();
        waiting("web-2", "500m");
        runBatch();
        clock.advance(Duration.ofSeconds(1));
        run();
        assertThat(stores.nodeClaims().list()).hasSize(1);

        launched(onlyClaim());
        clock.advance(Duration.ofMillis(100));
        run();
        assertThat(stores.nodeClaims().list()).hasSize(1);
        assertThat(events).extracting(ObjectEvent::message).anyMatch(message -> message.contains("nodeclaim/"));
    }

    @Test
    void refusesToExceedTheLimitsOfThePool() {
        NodePool pool = ready(Specimens.pool("default"));
        pool.setSpec(
                new NodePoolSpec(pool.getSpec().template(), null, Map.of("cpu", new Quantity("100m")), null, null));
        stores.nodePools().put(pool);
        waiting("web-1", "500m");
        runBatch();
        assertThat(stores.nodeClaims().list()).isEmpty();
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("FailedScheduling"));
    }

    @Test
    void leavesOutPoolsThatAreNotReady() {
        stores.nodePools().put(Specimens.pool("default"));
        waiting("web-1", "500m");
        runBatch();
        assertThat(stores.nodeClaims().list()).isEmpty();
        assertThat(events).extracting(ObjectEvent::reason).containsExactly("FailedScheduling");
    }

    @Test
    void aCompleteBatchWaitsForThePicture() {
        var complete = new PodBatcher.Window.Complete();
        assertThat(Provisioner.decide(complete, true)).isEqualTo(new Provisioner.Next.Provision());
        assertThat(Provisioner.decide(complete, false)).isInstanceOf(Provisioner.Next.Wait.class);
        assertThat(Provisioner.decide(new PodBatcher.Window.Empty(), true)).isEqualTo(new Provisioner.Next.Rest());
    }

    private void runBatch() {
        run();
        clock.advance(Duration.ofSeconds(1));
        run();
    }

    private void run() {
        boolean triggered;
        boolean provisioned;
        do {
            triggered = stepAlso.getAsBoolean();
            provisioned = provisioner.controller().step();
        } while (triggered || provisioned);
    }

    private void waiting(String name, String cpu) {
        var object = WireJson.read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: default, uid: uid-of-%s}
            spec: {containers: [{name: main, resources: {requests: {cpu: %s}}}]}
            status: {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable}]}
            """.formatted(name, name, cpu), io.fabric8.kubernetes.api.model.Pod.class);
        stores.pods().put(((MappedPod.Mapped) new PodMapping().map(object)).pod());
    }

    private void launched(NodeClaim claim) {
        stores.nodeClaims().edit(claim.getMetadata().getName(), copy -> {
            copy.setStatus(new NodeClaimStatus(
                    null,
                    "fake://1",
                    null,
                    Map.of("cpu", new Quantity("4"), "memory", new Quantity("4Gi"), "pods", new Quantity("5")),
                    Map.of("cpu", new Quantity("4"), "memory", new Quantity("4Gi"), "pods", new Quantity("5")),
                    null,
                    null));
            return copy;
        });
    }

    private NodeClaim onlyClaim() {
        assertThat(stores.nodeClaims().list()).hasSize(1);
        return stores.nodeClaims().list().getFirst();
    }

    private static List<String> requirement(NodeClaim claim, String key) {
        return claim.getSpec().requirements().stream()
                .filter(requirement -> requirement.key().equals(key))
                .map(NodeRequirement::values)
                .map(values -> values == null ? List.<String>of() : values)
                .findFirst()
                .orElse(List.of());
    }

    private static NodePool ready(NodePool pool) {
        var ready = new Condition("Ready", ConditionStatus.TRUE, "Ready", "", Instant.EPOCH, 1L);
        pool.setStatus(new NodePoolStatus(null, null, null, List.of(ready)));
        return pool;
    }

    /// Adds up what is counted.
    private static final class Counts implements MeterSink {
        private final Map<String, Long> byName = new LinkedHashMap<>();

        @Override
        public void gauge(String metric, SequencedMap<String, String> labels, double value) {}

        @Override
        public void show(String owner, Collection<Reading> readings) {}

        @Override
        public void count(String metric, SequencedMap<String, String> labels, long amount) {
            byName.merge(metric, amount, Long::sum);
        }

        @Override
        public void observe(String metric, SequencedMap<String, String> labels, double value) {}
    }
}
