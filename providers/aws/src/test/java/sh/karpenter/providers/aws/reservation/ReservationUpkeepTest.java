package sh.karpenter.providers.aws.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.local.aws.ec2.capacity.CapacityReservation;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.testbed.AwsTestBed;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.providers.aws.testbed.ProviderBed;
import sh.karpenter.testing.testkit.kube.FakeStores;
import sh.karpenter.testing.testkit.kube.Specimens;

/// What becomes of claims in capacity reservations that end.
final class ReservationUpkeepTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ProviderBed bed = new ProviderBed();
    private final FakeStores stores = new FakeStores(bed.aws().time());

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aMachineWhoseReservationEndedIsLabelledOnDemandOnClaimAndNode() {
        Instance machine = bed.launch(ClaimBuilder.claim("web")
                .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                .build());
        var reserved = Map.of(
                LabelKeys.CAPACITY_TYPE, LabelKeys.RESERVED,
                AwsLabels.RESERVATION_ID, "cr-1",
                AwsLabels.RESERVATION_TYPE, "default",
                AwsLabels.RESERVATION_INTERRUPTIBLE, "false");
        store("web", machine.providerId(), reserved);
        Node node = Specimens.joined("node-1", machine.providerId());
        var labels = new HashMap<>(node.getMetadata().getLabels());
        labels.putAll(reserved);
        labels.put(LabelKeys.REGISTERED, "true");
        node.getMetadata().setLabels(labels);
        stores.nodes().put(node);

        var demotion = new Demotion(
                stores.nodeClaims(),
                stores.nodes(),
                new Instances(
                        bed.aws().clients().ec2(),
                        AwsTestBed.CLUSTER,
                        Batcher.Window.none(),
                        new ProviderMeters(MeterSink.none())));
        assertThat(demotion.get()).isEqualTo(Requeue.after(MINUTE));
        for (Map<String, String> now : List.of(
                stores.nodeClaims().get("web").getMetadata().getLabels(),
                stores.nodes().get("node-1").getMetadata().getLabels())) {
            assertThat(now)
                    .containsEntry(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                    .doesNotContainKeys(
                            AwsLabels.RESERVATION_ID, AwsLabels.RESERVATION_TYPE, AwsLabels.RESERVATION_INTERRUPTIBLE);
        }
    }

    @Test
    void claimsLeaveACapacityBlockFortyMinutesBeforeItsEnd() {
        Instant now = bed.aws().time().instant();
        reserve("cr-block", "capacity-block", now.plus(Duration.ofMinutes(90)));
        reserve("cr-default", "default", now.plus(Duration.ofMinutes(30)));
        store("in-block", "aws:///us-east-1a/i-1", Map.of(AwsLabels.RESERVATION_ID, "cr-block"));
        store("in-default", "aws:///us-east-1a/i-2", Map.of(AwsLabels.RESERVATION_ID, "cr-default"));
        store("in-forgotten", "aws:///us-east-1a/i-3", Map.of(AwsLabels.RESERVATION_ID, "cr-gone"));
        var ends = new ReservationEnds(
                bed.aws().clients().ec2(), stores.nodeClaims(), bed.aws().time());

        bed.aws().time().advance(Duration.ofMinutes(49));
        assertThat(ends.get()).isEqualTo(Requeue.after(MINUTE));
        assertThat(deleting("in-block")).isFalse();

        bed.aws().time().advance(Duration.ofMinutes(1));
        ends.get();
        assertThat(deleting("in-block")).isTrue();
        assertThat(deleting("in-default")).isFalse();
        assertThat(deleting("in-forgotten")).isFalse();
    }

    private void reserve(String id, String type, Instant end) {
        bed.aws()
                .aws()
                .ec2()
                .reservations()
                .put(new CapacityReservation(
                        id,
                        bed.aws().aws().account().id(),
                        "m5.large",
                        "us-east-1a",
                        "targeted",
                        type,
                        false,
                        1,
                        bed.aws().time().instant(),
                        end,
                        "active"));
    }

    private void store(String name, String providerId, Map<String, String> more) {
        NodeClaim claim = Specimens.claim(name);
        var labels = new HashMap<>(claim.getMetadata().getLabels());
        labels.putAll(more);
        claim.getMetadata().setLabels(labels);
        claim.setStatus(new NodeClaimStatus(null, providerId, null, null, null, null, null));
        stores.nodeClaims().put(claim);
    }

    private boolean deleting(String name) {
        return stores.nodeClaims().get(name).getMetadata().getDeletionTimestamp() != null;
    }
}
