package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;
import static sh.karpenter.local.aws.Fixture.filter;
import static sh.karpenter.local.aws.Fixture.tag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sh.karpenter.local.aws.ec2.instance.InstanceDelays;
import sh.karpenter.local.aws.ec2.status.InstanceHealth;
import sh.karpenter.local.aws.time.ManualTime;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.SummaryStatus;

/// Describing, tagging, rebooting and terminating instances through the SDK.
final class InstanceContractTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void livesFromPendingToGone() {
        var id = fixture.launch();
        assertThat(state(id)).isEqualTo(InstanceStateName.PENDING);
        fixture.advance(1);
        assertThat(state(id)).isEqualTo(InstanceStateName.RUNNING);

        var terminated = fixture.ec2.terminateInstances(request -> request.instanceIds(id));

        assertThat(terminated.terminatingInstances()).singleElement().satisfies(change -> {
            assertThat(change.previousState().name()).isEqualTo(InstanceStateName.RUNNING);
            assertThat(change.currentState().name()).isEqualTo(InstanceStateName.SHUTTING_DOWN);
        });
        fixture.advance(1);
        assertThat(state(id)).isEqualTo(InstanceStateName.TERMINATED);
        fixture.advance(360);
        assertThat(refusal(() -> state(id))).isEqualTo("InvalidInstanceID.NotFound");
    }

    @Test
    void terminatesOnceHoweverOftenItIsAsked() {
        var id = fixture.launch();
        fixture.ec2.terminateInstances(request -> request.instanceIds(id));
        fixture.time.advance(Duration.ofMillis(600));

        var again = fixture.ec2.terminateInstances(request -> request.instanceIds(id));

        assertThat(again.terminatingInstances().getFirst().previousState().name())
                .isEqualTo(InstanceStateName.SHUTTING_DOWN);
        fixture.time.advance(Duration.ofMillis(400));
        assertThat(state(id)).isEqualTo(InstanceStateName.TERMINATED);
        fixture.advance(1);
        assertThat(fixture.nodes.gone).containsExactly(id);
    }

    @Test
    void terminatesNothingWhenOneIdIsUnknown() {
        var id = fixture.launch();

        assertThat(refusal(() ->
                        fixture.ec2.terminateInstances(request -> request.instanceIds(id, "i-00000000000000000"))))
                .isEqualTo("InvalidInstanceID.NotFound");
        assertThat(state(id)).isEqualTo(InstanceStateName.PENDING);
    }

    @Test
    void findsInstancesByTagsAndState() {
        var kept = fixture.launch();
        var ended = fixture.launch();
        fixture.ec2.terminateInstances(request -> request.instanceIds(ended));

        assertThat(ids(filter("tag-key", "karpenter.sh/nodepool"), filter("instance-state-name", "pending", "running")))
                .containsExactly(kept);
        assertThat(ids(filter("tag:karpenter.sh/nodepool", "def*"), filter("instance-state-name", "shutting-down")))
                .containsExactly(ended);
        assertThat(ids(filter("tag:karpenter.sh/nodepool", "other"))).isEmpty();
    }

    @Test
    void refusesAFilterThatItDoesNotKnow() {
        assertThat(refusal(() -> ids(filter("colour", "red")))).isEqualTo("InvalidParameterValue");
    }

    @Test
    void pagesThroughInstancesWithoutLossWhileOneDisappears() {
        fixture.createTemplate("many", fixture.data().build());
        fixture.ec2.createFleet(fixture.fleet("many", 12, DefaultTargetCapacityType.ON_DEMAND, "m5.large")
                .build());
        var first = fixture.ec2.describeInstances(request -> request.maxResults(5));
        var seen = new ArrayList<>(first.reservations().stream()
                .map(one -> one.instances().getFirst().instanceId())
                .toList());
        assertThat(seen).hasSize(5);

        fixture.ec2.terminateInstances(request -> request.instanceIds(seen.getFirst()));
        fixture.advance(400);
        var token = first.nextToken();
        while (token != null) {
            var next = token;
            var page = fixture.ec2.describeInstances(
                    request -> request.maxResults(5).nextToken(next));
            page.reservations()
                    .forEach(one -> seen.add(one.instances().getFirst().instanceId()));
            token = page.nextToken();
        }

        assertThat(seen).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void tagsAnInstanceAfterLaunch() {
        var id = fixture.launch();

        fixture.ec2.createTags(request -> request.resources(id).tags(tag("Name", "node-1")));

        assertThat(fixture.describe(id).tags()).contains(tag("Name", "node-1"));
        assertThat(fixture.ec2
                        .describeTags(request -> request.filters(filter("resource-id", id), filter("key", "Name")))
                        .tags())
                .singleElement()
                .satisfies(one -> assertThat(one.resourceTypeAsString()).isEqualTo("instance"));
        fixture.ec2.deleteTags(request -> request.resources(id).tags(tag("Name", "node-1")));
        assertThat(fixture.describe(id).tags()).doesNotContain(tag("Name", "node-1"));
    }

    @Test
    void refusesTagsForAnInstanceThatIsNotThere() {
        assertThat(refusal(() -> fixture.ec2.createTags(
                        request -> request.resources("i-00000000000000000").tags(tag("Name", "x")))))
                .isEqualTo("InvalidInstanceID.NotFound");
    }

    @Test
    void describesHealthAndScheduledEvents() {
        var healthy = fixture.launch();
        var impaired = fixture.launch();
        fixture.advance(1);
        fixture.aws
                .ec2()
                .statuses()
                .set(impaired, new InstanceHealth(Fixture.START, null, List.of("instance-retirement")));

        var all = fixture.ec2.describeInstanceStatus(request -> {});
        assertThat(all.instanceStatuses())
                .extracting(one -> one.instanceId())
                .containsExactlyInAnyOrder(healthy, impaired);
        var bad = fixture.ec2.describeInstanceStatus(
                request -> request.filters(filter("instance-status.status", "impaired")));
        assertThat(bad.instanceStatuses()).singleElement().satisfies(one -> {
            assertThat(one.instanceId()).isEqualTo(impaired);
            assertThat(one.instanceStatus().status()).isEqualTo(SummaryStatus.IMPAIRED);
            assertThat(one.instanceStatus().details().getFirst().impairedSince())
                    .isEqualTo(Fixture.START);
            assertThat(one.systemStatus().status()).isEqualTo(SummaryStatus.OK);
        });
        assertThat(fixture.ec2
                        .describeInstanceStatus(request -> request.filters(filter("event.code", "instance-retirement")))
                        .instanceStatuses())
                .hasSize(1);
    }

    @Test
    void rebootsARunningInstanceOnly() {
        var id = fixture.launch();
        assertThat(refusal(() -> fixture.ec2.rebootInstances(request -> request.instanceIds(id))))
                .isEqualTo("IncorrectInstanceState");
        fixture.advance(1);

        fixture.ec2.rebootInstances(request -> request.instanceIds(id));
        fixture.advance(1);

        assertThat(fixture.nodes.rebooted).containsExactly(id);
    }

    @Test
    void hidesANewInstanceForAWhileWhenAskedTo() {
        var time = new ManualTime(Fixture.START);
        try (var aws = LocalAws.builder()
                        .time(time)
                        .delays(InstanceDelays.quick().withDescribeLag(Duration.ofMillis(500)))
                        .start();
                var ec2 = Clients.of(Ec2Client.builder(), aws)) {
            var image = aws.ec2().images().all().stream()
                    .filter(one -> one.architecture().equals("x86_64"))
                    .findFirst()
                    .orElseThrow();
            var id = ec2.runInstances(request -> request.imageId(image.id())
                            .instanceType("m5.large")
                            .minCount(1)
                            .maxCount(1))
                    .instances()
                    .getFirst()
                    .instanceId();

            assertThat(refusal(() -> ec2.describeInstances(request -> request.instanceIds(id))))
                    .isEqualTo("InvalidInstanceID.NotFound");
            time.advance(Duration.ofMillis(500));
            assertThat(ec2.describeInstances(request -> request.instanceIds(id)).reservations())
                    .hasSize(1);
        }
    }

    private InstanceStateName state(String id) {
        return fixture.describe(id).state().name();
    }

    private List<String> ids(Filter... filters) {
        return fixture.ec2.describeInstances(request -> request.filters(filters)).reservations().stream()
                .flatMap(one -> one.instances().stream())
                .map(Instance::instanceId)
                .toList();
    }
}
