package sh.karpenter.providers.aws.interruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.core.cloud.TerminateOutcome;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.NodeClaimSpec;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.NodeClassReference;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.mapping.NodeClaimMapping;
import sh.karpenter.kube.provider.MeterSink;
import sh.karpenter.local.aws.ec2.status.InstanceHealth;
import sh.karpenter.local.aws.fault.Fault;
import sh.karpenter.providers.aws.AwsProvider;
import sh.karpenter.providers.aws.AwsSettings;
import sh.karpenter.providers.aws.ami.KubernetesVersion;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.cluster.VersionWatch;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instance.ProviderId;
import sh.karpenter.providers.aws.label.AwsLabels;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import sh.karpenter.providers.aws.offering.ReservationCounts;
import sh.karpenter.providers.aws.testbed.AwsTestBed;
import sh.karpenter.providers.aws.testbed.ClaimBuilder;
import sh.karpenter.providers.aws.testbed.ProviderBed;
import sh.karpenter.providers.aws.upkeep.ClaimTags;
import sh.karpenter.testing.testkit.kube.FakeStores;
import sh.karpenter.testing.testkit.kube.Specimens;
import sh.karpenter.testing.testkit.log.LoggedLines;
import software.amazon.awssdk.services.ec2.model.Tag;

/// What is easy to get wrong about running the provider: settings, messages about machines, status checks, tags.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OperationsPitfallsTest {
    private final ProviderBed bed = new ProviderBed();
    private final FakeStores stores = new FakeStores(bed.aws().time());
    private final List<String> events = new ArrayList<>();
    private final List<String> counted = new ArrayList<>();
    private final ProviderMeters meters = new ProviderMeters(new Counting());
    private final InterruptedClaims claims = new InterruptedClaims(
            stores.nodeClaims(),
            stores.nodes(),
            bed.memory().unavailable(),
            (about, severity, reason, message) -> events.add(about.kind() + " " + reason + ": " + message),
            meters,
            bed.aws().time());

    @AfterEach
    void close() {
        bed.close();
    }

    // Settings

    @Test
    @Order(10)
    void aShareOfMemoryOfZeroIsZeroAndNotTheDefault() {
        assertThat(settings("VM_MEMORY_OVERHEAD_PERCENT", "0").memoryOverhead()).isZero();
        assertThat(settings("VM_MEMORY_OVERHEAD_PERCENT", "much").memoryOverhead())
                .isEqualTo(0.075);
    }

    @Test
    @Order(11)
    void whatCanBeReadAndMakesNoSenseEndsTheStartAndNamesTheSetting() {
        refused("CLUSTER_NAME", " ", "CLUSTER_NAME is not set");
        refused(
                "CLUSTER_ENDPOINT",
                "cluster.test",
                "CLUSTER_ENDPOINT is \"cluster.test\"",
                "Maybe https://cluster.test?");
        refused("VM_MEMORY_OVERHEAD_PERCENT", "-0.1", "VM_MEMORY_OVERHEAD_PERCENT is -0.1");
        refused("RESERVED_ENIS", "-1", "RESERVED_ENIS is -1");
        for (String interval :
                List.of("AMI_REFRESH_INTERVAL", "SUBNET_REFRESH_INTERVAL", "SECURITY_GROUP_REFRESH_INTERVAL")) {
            refused(interval, "59s", interval + " is 59s", "at least 1m");
        }
    }

    @Test
    @Order(12)
    void aKubernetesVersionThatNobodyTriedIsToldOncePerVersion() {
        var versions = new ArrayList<>(List.of("1.25", "1.25", "1.37", "1.38"));
        var watch = new VersionWatch(() -> KubernetesVersion.parse(versions.removeFirst()));
        try (var log = LoggedLines.begin()) {
            for (int i = 0; i < 4; i++) {
                assertThat(watch.get()).isEqualTo(Requeue.after(Duration.ofMinutes(5)));
            }
            assertThat(log.of("discovered kubernetes version"))
                    .extracting(line -> line.fields().get("version"))
                    .containsExactly("1.25", "1.37", "1.38");
            assertThat(log.all())
                    .filteredOn(line -> line.level().equals("ERROR"))
                    .extracting(line -> line.fields().get("version"))
                    .containsExactly("1.25", "1.38");
        }
    }

    // The queue

    @Test
    @Order(20)
    void whatPeopleSearchForIsInTheLineInTheirOrder() {
        Instance machine = launch("web", LabelKeys.SPOT);
        join("web", machine);
        InterruptionQueue queue = queue();
        receiveAll(queue);
        try (var log = LoggedLines.begin()) {
            bed.aws().aws().events().interruptSpot(id(machine));
            queue.get();
            assertThat(log.of("initiating delete from interruption message"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.fields().toString())
                            .isEqualTo("{queue=test-cluster, messageKind=spot_interrupted, NodeClaim={name=web},"
                                    + " action=CordonAndDrain, Node={name=node-of-web}}"));
        }
    }

    @Test
    @Order(21)
    void claimAndNodeAreToldWhatHappenedEachInItsOwnWords() {
        Instance machine = launch("web", LabelKeys.SPOT);
        join("web", machine);
        events.clear();
        claims.happened(InterruptionKind.SPOT_INTERRUPTED, id(machine), "");
        assertThat(events)
                .containsExactly(
                        "NodeClaim SpotInterrupted: Spot interruption warning was triggered",
                        "Node SpotInterrupted: Spot interruption warning was triggered",
                        "NodeClaim TerminatingOnInterruption: Interruption triggered termination for the NodeClaim",
                        "Node TerminatingOnInterruption: Interruption triggered termination for the Node");
        assertThat(List.of(
                        told(InterruptionKind.REBALANCE_RECOMMENDATION),
                        told(InterruptionKind.INSTANCE_STOPPED),
                        told(InterruptionKind.INSTANCE_TERMINATED),
                        told(InterruptionKind.SCHEDULED_CHANGE),
                        told(InterruptionKind.INSTANCE_STATUS),
                        told(InterruptionKind.SYSTEM_STATUS),
                        told(InterruptionKind.EVENT_STATUS)))
                .containsExactly(
                        "SpotRebalanceRecommendation: Spot rebalance recommendation was triggered",
                        "InstanceStopping: Instance is stopping",
                        "InstanceTerminating: Instance is terminating",
                        "InstanceUnhealthy: An unhealthy warning was triggered for the instance",
                        "InstanceUnhealthy: An unhealthy warning was triggered for the instance",
                        "InstanceUnhealthy: An unhealthy warning was triggered for the instance",
                        "InstanceUnhealthy: An unhealthy warning was triggered for the instance");
    }

    @Test
    @Order(22)
    void aSpotOfferingIsAvoidedOnlyIfTypeAndZoneOfTheClaimAreKnown() {
        Instance machine = launch("web", LabelKeys.SPOT);
        var marks = bed.memory().unavailable();
        relabel("web", labels -> labels.remove(LabelKeys.ZONE));
        claims.happened(InterruptionKind.SPOT_INTERRUPTED, id(machine), "");
        assertThat(marks.marks().offerings()).isEmpty();
        assertThat(deleting("web")).isTrue();
    }

    @Test
    @Order(23)
    void aReservationThatIsTakenBackIsAvoidedAndKeepsItsCount() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        String zone = Objects.requireNonNull(machine.labels().get(LabelKeys.ZONE));
        var counts = new ReservationCounts(bed.aws().time());
        counts.synced("cr-1", 3);
        claims.happened(InterruptionKind.CAPACITY_RESERVATION_INTERRUPTED, id(machine), "");
        assertThat(bed.memory().unavailable().marks().coversReservation("m5.large", zone, "cr-1"))
                .as("without the label of the reservation")
                .isFalse();

        relabel("web", labels -> labels.put(AwsLabels.RESERVATION_ID, "cr-1"));
        claims.happened(InterruptionKind.CAPACITY_RESERVATION_INTERRUPTED, id(machine), "");
        assertThat(bed.memory().unavailable().marks().coversReservation("m5.large", zone, "cr-1"))
                .isTrue();
        assertThat(bed.memory().unavailable().marks().covers(LabelKeys.ON_DEMAND, "m5.large", zone, ""))
                .isFalse();
        assertThat(counts.available("cr-1")).isEqualTo(3);
    }

    @Test
    @Order(24)
    void theWayAClaimEndsIsThatOfItsGracePeriod() {
        for (var expected : Map.of("0s", "forceful", "10m", "eventual").entrySet()) {
            counted.clear();
            Instance machine = launch("grace-" + expected.getKey(), LabelKeys.SPOT);
            NodeClaim claim = claim("grace-" + expected.getKey());
            stores.nodeClaims()
                    .put(Specimens.drainedWithin(
                            claim, expected.getKey().equals("0s") ? Duration.ZERO : Duration.ofMinutes(10)));
            claims.happened(InterruptionKind.SPOT_INTERRUPTED, id(machine), "");
            assertThat(counted)
                    .singleElement()
                    .asString()
                    .contains("reason=spot_interrupted", "termination_mode=" + expected.getValue());
        }
    }

    @Test
    @Order(25)
    void aMessageThatComesAgainFindsNobodyWhoseMachineItIsAbout() {
        Instance machine = launch("web", LabelKeys.SPOT);
        InterruptionQueue queue = queue();
        receiveAll(queue);
        bed.aws().aws().events().interruptSpot(id(machine));
        String body = bed.aws().aws().interruptionQueue().messages().getFirst().body();
        receiveAll(queue);
        stores.nodeClaims().vanish("web");
        launch("other", LabelKeys.SPOT);
        receiveAll(queue);

        bed.aws().aws().interruptionQueue().send(body);
        queue.get();
        assertThat(deleting("other")).isFalse();
        assertThat(bed.aws().aws().interruptionQueue().messages()).isEmpty();
    }

    @Test
    @Order(26)
    void aQueueThatCannotBeFoundIsToldByItsName() {
        var missing = new InterruptionQueue(
                bed.aws().clients().sqs(),
                "no-such-queue",
                claims,
                meters,
                bed.aws().time(),
                0);
        try (var log = LoggedLines.begin()) {
            assertThat(missing.get()).isEqualTo(Requeue.backoff());
            assertThat(log.all()).singleElement().satisfies(line -> {
                assertThat(line.level()).isEqualTo("ERROR");
                assertThat(line.fields())
                        .containsEntry("queue", "no-such-queue")
                        .containsKey("error");
            });
        }
    }

    @Test
    @Order(27)
    void howLateAMessageWasActedOnIsMeasuredFromTheTimeThatItTells() {
        Instance machine = launch("web", LabelKeys.SPOT);
        InterruptionQueue queue = queue();
        receiveAll(queue);
        bed.aws().aws().events().interruptSpot(id(machine));
        bed.aws().time().advance(Duration.ofSeconds(7));
        counted.clear();
        queue.get();
        assertThat(counted)
                .contains("interruption_message_queue_duration_seconds{} 7.0", "interruption_deleted_messages_total{}");
    }

    // Status checks

    @Test
    @Order(30)
    void anEndOfDrainingThatIsWrittenAlreadyStaysWhenAMachineFails() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        stores.nodeClaims().edit("web", claim -> {
            claim.getMetadata().setAnnotations(Map.of(AnnotationKeys.TERMINATION_TIMESTAMP, "2026-11-23T12:00:00Z"));
            return claim;
        });
        claims.happened(InterruptionKind.SYSTEM_STATUS, id(machine), "");
        assertThat(deleting("web")).isTrue();
        assertThat(claim("web").getMetadata().getAnnotations())
                .containsEntry(AnnotationKeys.TERMINATION_TIMESTAMP, "2026-11-23T12:00:00Z");
    }

    @Test
    @Order(31)
    void aMachineThatRecoversAndFailsAgainIsCountedAgainAndOneOfNobodyNever() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        Instance nobodys = bed.launch(ClaimBuilder.claim("nobody")
                .in(LabelKeys.INSTANCE_TYPE, "m5.large")
                .in(LabelKeys.CAPACITY_TYPE, LabelKeys.ON_DEMAND)
                .build());
        bed.aws().time().advance(Duration.ofMinutes(5));
        var health = bed.aws().aws().ec2().statuses();
        var checks = new StatusChecks(
                bed.aws().clients().ec2(), claims, meters, bed.aws().time());
        var failing = new InstanceHealth(bed.aws().time().instant().minusSeconds(120), null, List.of());
        health.set(id(nobodys), failing);
        for (InstanceHealth now : List.of(failing, failing, InstanceHealth.GOOD, failing)) {
            health.set(id(machine), now);
            checks.get();
        }
        assertThat(counted)
                .filteredOn(line -> line.startsWith("interruption_instance_status_unhealthy_total"))
                .hasSize(2);
    }

    @Test
    @Order(32)
    void withoutThePermissionThePollingEndsWithOneLineThatNamesIt() {
        bed.aws().aws().faults().inject(Fault.unauthorized("ec2", "DescribeInstanceStatus"));
        var checks = new StatusChecks(
                bed.aws().clients().ec2(), claims, meters, bed.aws().time());
        try (var log = LoggedLines.begin()) {
            assertThat(checks.get()).isEqualTo(Requeue.none());
            assertThat(log.all()).singleElement().satisfies(line -> {
                assertThat(line.level()).isEqualTo("ERROR");
                assertThat(line.message()).contains("ec2:DescribeInstanceStatus", "restart");
            });
        }
    }

    // Tags and terminations

    @Test
    @Order(40)
    void aMachineIsTaggedOnceItHasANodeAndKeepsTheTagsThatItHas() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        ours("web", "");
        bed.aws()
                .clients()
                .ec2()
                .createTags(request -> request.resources(id(machine))
                        .tags(Tag.builder().key("Name").value("mine").build()));
        ClaimTags tags = tagging();
        assertThat(tags.reconcile(ObjectKey.of("web"))).isEqualTo(Requeue.none());
        assertThat(claim("web").getMetadata().getAnnotations()).doesNotContainKey("karpenter.k8s.aws/tagged");

        ours("web", "node-of-web");
        tags.reconcile(ObjectKey.of("web"));
        assertThat(tagsOf(machine))
                .containsEntry("Name", "mine")
                .containsEntry("karpenter.sh/nodeclaim", "web")
                .containsEntry("eks:eks-cluster-name", AwsTestBed.CLUSTER);
        assertThat(claim("web").getMetadata().getAnnotations())
                .containsEntry("karpenter.k8s.aws/tagged", "true")
                .containsEntry("compatibility.karpenter.k8s.aws/cluster-name-tagged", "true");
    }

    @Test
    @Order(41)
    void machinesAreTaggedOneASecond() {
        for (String name : List.of("one", "two")) {
            launch(name, LabelKeys.ON_DEMAND);
            ours(name, "node-of-" + name);
        }
        ClaimTags tags = tagging();
        long before = bed.aws().aws().requests().count("ec2", "CreateTags");
        assertThat(tags.reconcile(ObjectKey.of("one"))).isEqualTo(Requeue.none());
        assertThat(tags.reconcile(ObjectKey.of("two"))).isEqualTo(Requeue.after(Duration.ofSeconds(1)));
        assertThat(bed.aws().aws().requests().count("ec2", "CreateTags")).isEqualTo(before + 1);
        bed.aws().time().advance(Duration.ofSeconds(1));
        assertThat(tags.reconcile(ObjectKey.of("two"))).isEqualTo(Requeue.none());
        assertThat(bed.aws().aws().requests().count("ec2", "CreateTags")).isEqualTo(before + 2);
    }

    @Test
    @Order(42)
    void whoseMachineIsGoneOrNoneOfOursIsNotTriedAgain() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        ours("web", "node-of-web");
        bed.aws().clients().ec2().terminateInstances(request -> request.instanceIds(id(machine)));
        bed.aws().time().advance(Duration.ofHours(2));
        assertThat(tagging().reconcile(ObjectKey.of("web"))).isEqualTo(Requeue.none());
        stores.nodeClaims().edit("web", claim -> {
            claim.setStatus(new NodeClaimStatus("node-of-web", "kwok://web", null, null, null, null, null));
            return claim;
        });
        assertThat(tagging().reconcile(ObjectKey.of("web"))).isEqualTo(Requeue.none());
    }

    @Test
    @Order(43)
    void aTerminationThatEc2RefusesIsCountedByZoneAndItsNameInAllAccounts() {
        Instance machine = launch("web", LabelKeys.ON_DEMAND);
        AwsProvider provider = bed.providerMeasuredBy(new Counting());
        bed.aws().aws().faults().inject(Fault.unauthorized("ec2", "TerminateInstances"));
        assertThat(provider.terminate(NodeClaimMapping.toCore(claim("web"))))
                .isInstanceOf(TerminateOutcome.Failed.class);
        assertThat(counted)
                .contains("cloudprovider_instance_termination_failures_total{zone="
                        + machine.labels().get(LabelKeys.ZONE) + ", zone_id="
                        + machine.labels().get(AwsLabels.ZONE_ID) + "}")
                .noneMatch(line -> line.endsWith("zone_id=null}"));
    }

    private static AwsSettings settings(String name, String value) {
        var settings = new TreeMap<>(Map.of("CLUSTER_NAME", "test"));
        settings.put(name, value);
        return AwsSettings.of(settings);
    }

    private static void refused(String name, String value, String... words) {
        assertThatThrownBy(() -> settings(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }

    private InterruptionQueue queue() {
        return new InterruptionQueue(
                bed.aws().clients().sqs(),
                AwsTestBed.CLUSTER,
                claims,
                meters,
                bed.aws().time(),
                0);
    }

    private void receiveAll(InterruptionQueue queue) {
        while (!bed.aws().aws().interruptionQueue().messages().isEmpty()) {
            queue.get();
        }
    }

    /// What the claim of a new machine is told when that happens to it.
    private String told(InterruptionKind kind) {
        Instance machine = launch(kind.text().replace('_', '-'), LabelKeys.ON_DEMAND);
        events.clear();
        claims.happened(kind, id(machine), "");
        return events.getFirst().replaceFirst("NodeClaim ", "");
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
        claim.getMetadata().setLabels(labels);
        claim.setStatus(new NodeClaimStatus(null, machine.providerId(), machine.imageId(), null, null, null, null));
        stores.nodeClaims().put(claim);
        return machine;
    }

    private void join(String claim, Instance machine) {
        Node node = Specimens.joined("node-of-" + claim, machine.providerId());
        stores.nodes().put(node);
    }

    /// Makes the claim one of this provider, with a node of that name, empty for none.
    private void ours(String name, String nodeName) {
        stores.nodeClaims().edit(name, claim -> {
            var spec = claim.getSpec();
            claim.setSpec(new NodeClaimSpec(
                    spec.taints(),
                    spec.startupTaints(),
                    spec.requirements(),
                    spec.resources(),
                    new NodeClassReference("karpenter.k8s.aws", "EC2NodeClass", "default"),
                    spec.terminationGracePeriod(),
                    spec.expireAfter()));
            if (claim.getMetadata().getAnnotations() == null) {
                claim.getMetadata().setAnnotations(new HashMap<>());
            }
            claim.setStatus(new NodeClaimStatus(
                    nodeName.isEmpty() ? null : nodeName,
                    claim.statusOrEmpty().providerID(),
                    null,
                    null,
                    null,
                    null,
                    null));
            return claim;
        });
    }

    private ClaimTags tagging() {
        var instances = new Instances(bed.aws().clients().ec2(), AwsTestBed.CLUSTER, Batcher.Window.none(), meters);
        return new ClaimTags(
                stores.nodeClaims(), instances, AwsTestBed.CLUSTER, bed.aws().time());
    }

    private Map<String, String> tagsOf(Instance machine) {
        var tags = new TreeMap<String, String>();
        bed.aws()
                .clients()
                .ec2()
                .describeInstances(request -> request.instanceIds(id(machine)))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .tags()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    private void relabel(String name, Consumer<Map<String, String>> change) {
        stores.nodeClaims().edit(name, claim -> {
            var labels = new HashMap<>(claim.getMetadata().getLabels());
            change.accept(labels);
            claim.getMetadata().setLabels(labels);
            return claim;
        });
    }

    private NodeClaim claim(String name) {
        return stores.nodeClaims().get(name);
    }

    private boolean deleting(String name) {
        NodeClaim claim = stores.nodeClaims().find(ObjectKey.of(name));
        return claim == null || claim.getMetadata().getDeletionTimestamp() != null;
    }

    private static String id(Instance machine) {
        return Objects.requireNonNull(ProviderId.parse(machine.providerId())).instanceId();
    }

    /// Keeps what is counted, and what is observed with its value.
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
        public void observe(String metric, SequencedMap<String, String> labels, double value) {
            counted.add(metric + labels + " " + value);
        }
    }
}
