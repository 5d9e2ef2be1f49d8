package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static sh.karpenter.local.aws.Clients.refusal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// SQS through the SDK, and what EventBridge sends to the interruption queue.
final class QueueContractTest {
    private final Fixture fixture = new Fixture();
    private final SqsClient sqs = Clients.of(SqsClient.builder(), fixture.aws);
    private String url = "";

    @BeforeEach
    void findTheQueue() {
        url = sqs.getQueueUrl(request -> request.queueName("demo")).queueUrl();
    }

    @AfterEach
    void stop() {
        sqs.close();
        fixture.close();
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(20)
                        .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP)
                        .messageAttributeNames("All"))
                .messages();
    }

    private List<JsonNode> events() {
        return receive().stream()
                .map(message -> JsonMapper.shared().readTree(message.body()))
                .toList();
    }

    @Test
    void handsOutAMessageHidesItAndForgetsItWhenDeleted() {
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("hello"));

        var first = receive();
        assertThat(first).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo("hello");
            assertThat(message.attributes())
                    .containsEntry(
                            MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(Fixture.START.toEpochMilli()));
        });
        assertThat(receive()).isEmpty();
        fixture.advance(20);
        assertThat(receive()).hasSize(1);
        sqs.deleteMessage(
                request -> request.queueUrl(url).receiptHandle(first.getFirst().receiptHandle()));
        fixture.advance(20);
        assertThat(receive()).isEmpty();
    }

    @Test
    void dropsMessagesAfterTheRetentionPeriod() {
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("old"));

        fixture.advance(301);

        assertThat(receive()).isEmpty();
    }

    @Test
    void wakesUpALongPoll() {
        var waiting = CompletableFuture.supplyAsync(
                () -> sqs.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20))
                        .messages());

        sqs.sendMessage(request -> request.queueUrl(url).messageBody("at last"));

        assertThat(waiting.join())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("at last"));
    }

    @Test
    void knowsNoOtherQueue() {
        assertThat(refusal(() -> sqs.getQueueUrl(request -> request.queueName("other"))))
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThat(catchThrowable(() -> sqs.getQueueUrl(request -> request.queueName("other"))))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void speaksTheQueryProtocolToo() throws IOException, InterruptedException {
        fixture.aws.interruptionQueue().send("<hello>");
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("Action=ReceiveMessage&Version=2012-11-05"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.body()).contains("<ReceiveMessageResult><Message>", "<Body>&lt;hello&gt;</Body>");
        }
    }

    @Test
    void tellsEveryChangeOfState() {
        var id = fixture.launch();
        fixture.advance(1);
        fixture.ec2.terminateInstances(request -> request.instanceIds(id));
        fixture.advance(1);

        var events = events();

        assertThat(events)
                .extracting(event -> event.at("/detail/state").asString())
                .containsExactly("pending", "running", "shutting-down", "terminated");
        assertThat(events.getFirst().path("detail-type").asString())
                .isEqualTo("EC2 Instance State-change Notification");
        assertThat(events.getFirst().at("/detail/instance-id").asString()).isEqualTo(id);
    }

    @Test
    void warnsOfASpotInterruptionAndTakesTheInstanceTwoMinutesLater() {
        var id = fixture.launch();
        fixture.advance(1);
        sqs.purgeQueue(request -> request.queueUrl(url));

        fixture.aws.events().interruptSpot(id);

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.path("detail-type").asString()).isEqualTo("EC2 Spot Instance Interruption Warning");
            assertThat(event.path("source").asString()).isEqualTo("aws.ec2");
            assertThat(event.at("/detail/instance-action").asString()).isEqualTo("terminate");
            assertThat(event.path("time").asString()).isEqualTo("2026-11-23T08:00:01Z");
        });
        fixture.advance(119);
        assertThat(fixture.describe(id).state().name()).isEqualTo(InstanceStateName.RUNNING);
        fixture.advance(1);
        assertThat(fixture.describe(id).state().name()).isEqualTo(InstanceStateName.SHUTTING_DOWN);
        assertThat(fixture.describe(id).stateReason().code()).isEqualTo("Server.SpotInstanceTermination");
    }

    @Test
    void sendsTheOtherNews() {
        var id = fixture.launch();
        fixture.advance(0);
        sqs.purgeQueue(request -> request.queueUrl(url));

        fixture.aws.events().recommendRebalance(id);
        fixture.aws.events().interruptReservation(id);
        fixture.aws.events().scheduleChange(List.of(id));

        var events = events();
        assertThat(events)
                .extracting(event -> event.path("detail-type").asString())
                .containsExactly(
                        "EC2 Instance Rebalance Recommendation",
                        "EC2 Capacity Reservation Instance Interruption Warning",
                        "AWS Health Event");
        assertThat(events.getLast().at("/detail/affectedEntities/0/entityValue").asString())
                .isEqualTo(id);
        assertThat(events.getLast().at("/detail/eventTypeCategory").asString()).isEqualTo("scheduledChange");
    }
}
