package sh.karpenter.providers.aws.interruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.local.aws.ec2.status.InstanceHealth;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.testbed.AwsTestBed;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.providers.aws.testbed.ProviderBed;
import sh.karpenter.testing.testkit.kube.FakeStores;
import sh.karpenter.testing.testkit.kube.Specimens;

/// Machines that are taken away, as EC2's own messages and checks tell it.
final class InterruptionTest {
    private final ProviderBed bed = new ProviderBed();
    private final FakeStores stores = new FakeStores(bed.aws().time());
    private final List<String> events = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final ProviderMeters meters = new ProviderMeters(new Counting());
    private final InterruptedClaims claims = new InterruptedClaims(
            stores.nodeClaims(),
            stores.nodes(),
            bed.memory().unavailable(),
            (about, severity, reason, message) -> events.add(about.kind() + " " + severity + " " + reason),
            meters,
            bed.aws().time());
    private final InterruptionQueue queue = new InterruptionQueue(
            bed.aws().clients().sqs(),
            AwsTestBed.CLUSTER,
            claims,
            meters,
            bed.aws().time(),
            0);
    private final StatusChecks checks = new StatusChecks(
            bed.aws().clients().ec2(), claims, meters, bed.aws().time());

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aSpotInterruptionLetsTheClaimGoAndItsOfferingBeAvoided() {
        Instance machine = launch("web", LabelKeys.SPOT);
        drainQueue();
        bed.aws().aws().events().interruptSpot(id(machine));
        assertThat(queue.get()).isEqualTo(Requeue.now());

        assertThat(deleting("web")).isTrue();
        assertThat(events)
                .containsExactly("NodeClaim WARNING SpotInterrupted", "NodeClaim WARNING TerminatingOnInterruption");
        assertThat(counted)
                .contains(
                        "interruption_received_messages_total{message_type=spot_interrupted}",
                        "interruption_deleted_messages_total{}",
                        "nodeclaims_disrupted_total{reason=spot_interrupted, nodepool=default, capacity_type=spot,"
                                + " consolidation_policy=, termination_mode=graceful}");
        assertThat(bed.memory()
                        .unavailable()
                        .marks()
                        .covers(
                                LabelKeys.SPOT,
                                Objects.requireNonNull(machine.labels().get(LabelKeys.INSTANCE_TYPE)),
                                Objects.requireNonNull(machine.labels().get(LabelKeys.ZONE)),
                                ""))
                .isTrue();
        assertThat(bed.aws().aws().interruptionQueue().messages()).isEmpty();
    }

    @Test
    void aClaimThatIsGoingAlreadyIsNotCountedAgain() {
        Instance machine = launch("web", LabelKeys.SPOT);
        drainQueue();
        bed.aws().aws().events().interruptSpot(id(machine));
        queue.get();
        bed.aws().aws().events().interruptSpot(id(machine));
        queue.get();
        assertThat(counted)
                .filteredOn(line -> line.startsWith("nodeclaims_disrupted_total"))
                .hasSize(1);
    }

    @Test
    void aRebalanceRecommendationIsOnlyTold() {
        Instance machine = launch("web", LabelKeys.SPOT);
        drainQueue();
        bed.aws().aws().events().recommendRebalance(id(machine));
        queue.get();
        assertThat(deleting("web")).isFalse();
        assertThat(events).containsExactly("NodeClaim NORMAL SpotRebalanceRecommendation");
    }

    @Test
    void aScheduledChangeAndAMachineEndedByHandLetTheirClaimsGo() {
        Instance maintained = launch("maintained", LabelKeys.ON_DEMAND);
        Instance ended = launch("ended", LabelKeys.ON_DEMAND);
        drainQueue();
        bed.aws().aws().events().scheduleChange(List.of(id(maintained)));
        bed.aws().clients().ec2().terminateInstances(request -> request.instanceIds(id(ended)));
        bed.aws().time().advance(Duration.ofSeconds(1));
        receiveAll();
        assertThat(deleting("maintained")).as("maintained").isTrue();
        assertThat(deleting("ended")).as("ended").isTrue();
        assertThat(events).contains("NodeClaim WARNING InstanceUnhealthy", "NodeClaim WARNING InstanceTerminating");
    }

    @Test
    void messagesAboutOthersAndMessagesThatCannotBeReadLeaveTheQueue() {
        bed.aws().aws().interruptionQueue().send("not json");
        bed.aws()
                .aws()
                .interruptionQueue()
                .send("{\"version\":\"0\",\"source\":\"aws.ec2\",\"detail-type\":\"EC2 Instance State-change"
                        + " Notification\",\"detail\":{\"instance-id\":\"i-other\",\"state\":\"stopped\"}}");
        queue.get();
        assertThat(bed.aws().aws().interruptionQueue().messages()).isEmpty();
        assertThat(events).isEmpty();
        assertThat(counted).contains("interruption_received_messages_total{message_type=instance_stopped}");
    }

    @Test
    void aQueueThatDoesNotExistIsTriedAgain() {
        var missing = new InterruptionQueue(
                bed.aws().clients().sqs(),
                "no-such-queue",
                claims,
                meters,
                bed.aws().time(),
                0);
        assertThat(missing.get()).isEqualTo(Requeue.backoff());
    }

    @Test
    void aCheckThatFailsForTwoMinutesEndsTheClaimWithoutDraining() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        var now = bed.aws().time().instant();
        bed.aws().aws().ec2().statuses().set(id(machine), new InstanceHealth(now, null, List.of()));
        bed.aws().time().advance(Duration.ofSeconds(60));
        assertThat(checks.get()).isEqualTo(Requeue.after(Duration.ofMinutes(1)));
        assertThat(deleting("web")).isFalse();

        bed.aws().time().advance(Duration.ofSeconds(60));
        checks.get();
        assertThat(deleting("web")).isTrue();
        assertThat(claim("web").getMetadata().getAnnotations())
                .containsEntry(
                        AnnotationKeys.TERMINATION_TIMESTAMP,
                        bed.aws().time().instant().toString());
        checks.get();
        assertThat(counted)
                .filteredOn(line -> line.startsWith("interruption_instance_status_unhealthy_total"))
                .containsExactly("interruption_instance_status_unhealthy_total{category=InstanceStatus}");
    }

    @Test
    void aScheduledEventEndsTheClaimAtOnceAndWithDraining() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        bed.aws()
                .aws()
                .ec2()
                .statuses()
                .set(id(machine), new InstanceHealth(null, null, List.of("instance-retirement")));
        checks.get();
        assertThat(deleting("web")).isTrue();
        assertThat(claim("web").getMetadata().getAnnotations()).doesNotContainKey(AnnotationKeys.TERMINATION_TIMESTAMP);
    }

    private void receiveAll() {
        while (!bed.aws().aws().interruptionQueue().messages().isEmpty()) {
            queue.get();
        }
    }

    private void drainQueue() {
        receiveAll();
        events.clear();
        counted.clear();
    }

    /// Launches a machine, and stores its claim as the core would.
    private Instance launch(String name, String capacityType) {
        Instance machine = bed.launch(ClaimBuilder.claim(name)
                .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                .in(LabelKeys.CAPACITY_TYPE, capacityType)
                .build());
        bed.aws().time().advance(Duration.ofSeconds(30));
        NodeClaim claim = Specimens.claim(name);
        var labels = new HashMap<>(claim.getMetadata().getLabels());
        labels.putAll(machine.labels());
        labels.put(LabelKeys.NODE_POOL, "default");
        claim.getMetadata().setLabels(labels);
        claim.setStatus(new NodeClaimStatus(null, machine.providerId(), machine.imageId(), null, null, null, null));
        stores.nodeClaims().put(claim);
        return machine;
    }

    private NodeClaim claim(String name) {
        return stores.nodeClaims().get(name);
    }

    private boolean deleting(String name) {
        NodeClaim claim = stores.nodeClaims().find(ObjectKey.of(name));
        return claim == null || claim.getMetadata().getDeletionTimestamp() != null;
    }

    private static String id(Instance machine) {
        ProviderId id = ProviderId.parse(machine.providerId());
        return id == null ? "" : id.instanceId();
    }

    /// Keeps what is counted.
    private final class Counting implements MeterSink {
        @Override
        public void gauge(String metric, SequencedMap<String, String> labels, double value) {}

        @Override
        public void show(String owner, Collection<Reading> readings) {}

        @Override
        public void count(String metric, SequencedMap<String, String> labels, long amount) {
            counted.add(metric + labels);
        }

        @Override
        public void observe(String metric, SequencedMap<String, String> labels, double value) {}
    }
}
