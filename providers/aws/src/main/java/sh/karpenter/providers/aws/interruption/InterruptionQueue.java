package sh.karpenter.providers.aws.interruption;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// Takes messages about machines from the queue, acts on them and removes them.
///
/// 1. Wait up to twenty seconds for up to ten messages.
/// 2. Act on each. What cannot be read is dropped; what could not be done stays in the queue and comes again.
/// 3. At once from the beginning.
public final class InterruptionQueue implements Supplier<Requeue> {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final int MESSAGES = 10;
    private static final int HIDDEN_SECONDS = 20;
    private static final int WAIT_SECONDS = 20;

    private final SqsClient sqs;
    private final String name;
    private final InterruptedClaims claims;
    private final ProviderMeters meters;
    private final InstantSource clock;
    private final int waitSeconds;
    private @Nullable String url;

    /// @param name the queue's name
    public InterruptionQueue(
            SqsClient sqs, String name, InterruptedClaims claims, ProviderMeters meters, InstantSource clock) {
        this(sqs, name, claims, meters, clock, WAIT_SECONDS);
    }

    /// @param waitSeconds how long to wait for a message
    InterruptionQueue(
            SqsClient sqs,
            String name,
            InterruptedClaims claims,
            ProviderMeters meters,
            InstantSource clock,
            int waitSeconds) {
        this.sqs = sqs;
        this.name = name;
        this.claims = claims;
        this.meters = meters;
        this.clock = clock;
        this.waitSeconds = waitSeconds;
    }

    @Override
    public Requeue get() {
        try {
            String known = queueUrl();
            var messages = sqs.receiveMessage(request -> request.queueUrl(known)
                            .maxNumberOfMessages(MESSAGES)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .waitTimeSeconds(waitSeconds)
                            .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP)
                            .messageAttributeNames("All"))
                    .messages();
            messages.forEach(message -> handle(known, message));
            return Requeue.now();
        } catch (SdkException broken) {
            if (Thread.currentThread().isInterrupted()) {
                return Requeue.none();
            }
            LOG.atError()
                    .addKeyValue("queue", name)
                    .addKeyValue("error", AwsFailure.of(broken).text())
                    .log("cannot receive interruption messages");
            return Requeue.backoff();
        }
    }

    private String queueUrl() {
        String known = url;
        if (known == null) {
            known = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
            url = known;
            LOG.atInfo().addKeyValue("queue", known).log("discovered interruption queue");
        }
        return known;
    }

    private void handle(String queue, Message message) {
        String body = message.body();
        Interruption interruption = body == null ? null : InterruptionMessages.read(body);
        if (interruption == null) {
            LOG.atError()
                    .addKeyValue("messageID", String.valueOf(message.messageId()))
                    .log("an interruption message cannot be read, dropping it");
            remove(queue, message);
            return;
        }
        meters.interruptionReceived(interruption.kind().text());
        boolean done = true;
        for (String id : interruption.instanceIds()) {
            done &= claims.happened(interruption.kind(), id, name);
        }
        if (!done) {
            LOG.atError()
                    .addKeyValue("messageID", String.valueOf(message.messageId()))
                    .addKeyValue("instances", interruption.instanceIds())
                    .log("an interruption could not be acted on, it will come again");
            return;
        }
        Instant at = interruption.at();
        if (at != null) {
            meters.interruptionLatency(Duration.between(at, clock.instant()));
        }
        remove(queue, message);
        LOG.atDebug()
                .addKeyValue("message", Map.of("kind", interruption.kind().text()))
                .addKeyValue("instances", interruption.instanceIds())
                .log("handled interruption message");
    }

    private void remove(String queue, Message message) {
        sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
        meters.interruptionDeleted();
    }
}
