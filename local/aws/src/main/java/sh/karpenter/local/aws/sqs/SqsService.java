package sh.karpenter.local.aws.sqs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsRequest;
import sh.karpenter.local.aws.wire.AwsService;
import sh.karpenter.local.aws.wire.JsonService;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryService;
import sh.karpenter.local.aws.wire.Xml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// SQS in both of its protocols. Today's clients speak JSON; the older query protocol is served by turning its
/// parameters into the same JSON request, and the JSON answer into XML: their members have the same names.
public final class SqsService implements AwsService {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NAMESPACE = "http://queue.amazonaws.com/doc/2012-11-05/";
    private static final Duration DEFAULT_HIDDEN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(4);
    private static final int MAXIMUM_BATCH = 10;
    private static final int MAXIMUM_WAIT_SECONDS = 20;
    private static final Set<String> ACTIONS = Set.of(
            "GetQueueUrl",
            "CreateQueue",
            "DeleteQueue",
            "ListQueues",
            "GetQueueAttributes",
            "SendMessage",
            "ReceiveMessage",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ChangeMessageVisibility",
            "PurgeQueue");
    /// Error codes of the query protocol, which JSON clients expect in a header.
    private static final Map<String, String> QUERY_CODES =
            Map.of("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");

    private final Queues queues;

    public SqsService(Queues queues) {
        this.queues = queues;
    }

    @Override
    public AwsAnswer answer(AwsRequest request) {
        if (!ACTIONS.contains(request.action())) {
            throw AwsFault.unknownAction("sqs", request.action());
        }
        if (isJson(request)) {
            var answer = perform(request.action(), JsonService.read(request.body()), request.endpoint());
            return AwsAnswer.of(
                    200, "application/x-amz-json-1.0", JsonMapper.shared().writeValueAsString(answer));
        }
        return QueryService.named("sqs", NAMESPACE, Map.of(request.action(), (parameters, xml) -> {
                    var asJson = asJson(parameters);
                    if (asJson.path("QueueUrl").isMissingNode()) {
                        asJson.put("QueueUrl", request.path());
                    }
                    writeXml(xml, perform(request.action(), asJson, request.endpoint()));
                }))
                .answer(request);
    }

    @Override
    public AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId) {
        var queryCode = QUERY_CODES.getOrDefault(fault.code(), fault.code());
        if (!isJson(request)) {
            return QueryService.named("sqs", NAMESPACE, Map.of())
                    .refusal(request, new AwsFault(fault.status(), queryCode, fault.text()), requestId);
        }
        var body = JSON.objectNode()
                .put("__type", "com.amazonaws.sqs#" + fault.code())
                .put("message", fault.text());
        var type = fault.status() < 500 ? "Sender" : "Receiver";
        return new AwsAnswer(
                fault.status(),
                "application/x-amz-json-1.0",
                Map.of("x-amzn-query-error", queryCode + ";" + type),
                JsonMapper.shared().writeValueAsString(body));
    }

    private ObjectNode perform(String action, JsonNode request, String endpoint) {
        var nothing = JSON.objectNode();
        return switch (action) {
            case "GetQueueUrl" -> nothing.put("QueueUrl", queues.url(queues.get(text(request, "QueueName")), endpoint));
            case "CreateQueue" ->
                nothing.put(
                        "QueueUrl",
                        queues.url(queues.create(text(request, "QueueName"), retention(request)), endpoint));
            case "ListQueues" -> {
                var urls = nothing.putArray("QueueUrls");
                queues.all().forEach(queue -> urls.add(queues.url(queue, endpoint)));
                yield nothing;
            }
            case "GetQueueAttributes" -> attributes(queue(request));
            case "SendMessage" -> {
                var body = text(request, "MessageBody");
                yield nothing.put("MessageId", queue(request).send(body).id()).put("MD5OfMessageBody", md5(body));
            }
            case "ReceiveMessage" -> receive(request);
            case "DeleteMessage" -> {
                queue(request).delete(text(request, "ReceiptHandle"));
                yield nothing;
            }
            case "DeleteMessageBatch" -> deleteBatch(request);
            case "ChangeMessageVisibility" -> {
                queue(request)
                        .hide(text(request, "ReceiptHandle"), seconds(request, "VisibilityTimeout", Duration.ZERO));
                yield nothing;
            }
            case "PurgeQueue" -> {
                queue(request).purge();
                yield nothing;
            }
            case "DeleteQueue" -> {
                queues.delete(queue(request));
                yield nothing;
            }
            default -> throw AwsFault.unknownAction("sqs", action);
        };
    }

    private MessageQueue queue(JsonNode request) {
        return queues.byUrl(text(request, "QueueUrl"));
    }

    private ObjectNode receive(JsonNode request) {
        int most = request.path("MaxNumberOfMessages").asInt(1);
        if (most < 1 || most > MAXIMUM_BATCH) {
            throw AwsFault.client(
                    "ReadCountOutOfRange",
                    "Value " + most
                            + " for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10.");
        }
        var wait = seconds(request, "WaitTimeSeconds", Duration.ZERO);
        if (wait.toSeconds() > MAXIMUM_WAIT_SECONDS) {
            throw AwsFault.invalid("WaitTimeSeconds must be between 0 and " + MAXIMUM_WAIT_SECONDS);
        }
        var received = queue(request).receive(most, seconds(request, "VisibilityTimeout", DEFAULT_HIDDEN), wait);
        var answer = JSON.objectNode();
        if (received.isEmpty()) {
            return answer;
        }
        var messages = answer.putArray("Messages");
        for (var message : received) {
            var one = messages.addObject()
                    .put("MessageId", message.id())
                    .put("ReceiptHandle", message.receiptHandle())
                    .put("MD5OfBody", md5(message.body()))
                    .put("Body", message.body());
            one.putObject("Attributes")
                    .put("SentTimestamp", Long.toString(message.sentAt().toEpochMilli()))
                    .put("ApproximateReceiveCount", Integer.toString(message.receipts()));
        }
        return answer;
    }

    private ObjectNode deleteBatch(JsonNode request) {
        var queue = queue(request);
        var answer = JSON.objectNode();
        var successful = answer.putArray("Successful");
        answer.putArray("Failed");
        for (var entry : request.path("Entries")) {
            queue.delete(text(entry, "ReceiptHandle"));
            successful.addObject().put("Id", text(entry, "Id"));
        }
        return answer;
    }

    private ObjectNode attributes(MessageQueue queue) {
        var answer = JSON.objectNode();
        answer.putObject("Attributes")
                .put("QueueArn", queues.arn(queue))
                .put("MessageRetentionPeriod", Long.toString(queue.retention().toSeconds()))
                .put(
                        "ApproximateNumberOfMessages",
                        Integer.toString(queue.messages().size()));
        return answer;
    }

    private static Duration retention(JsonNode request) {
        return seconds(request.path("Attributes"), "MessageRetentionPeriod", DEFAULT_RETENTION);
    }

    private static Duration seconds(JsonNode request, String member, Duration otherwise) {
        var value = request.path(member);
        return value.isMissingNode() ? otherwise : Duration.ofSeconds(value.asInt(0));
    }

    private static String text(JsonNode request, String member) {
        var value = request.path(member).asString("");
        if (value.isEmpty()) {
            throw AwsFault.missing(member);
        }
        return value;
    }

    private static boolean isJson(AwsRequest request) {
        return !request.target().isEmpty();
    }

    /// Query parameters as the JSON request they stand for: lists of the query protocol are flat and named in
    /// the singular, and none is read here but that of DeleteMessageBatch.
    private static ObjectNode asJson(Parameters parameters) {
        var json = JSON.objectNode();
        parameters.members().forEach((name, member) -> {
            if (member.ownText() != null) {
                json.put(name, member.ownText());
            }
        });
        var entries = parameters.list("DeleteMessageBatchRequestEntry");
        if (!entries.isEmpty()) {
            var array = json.putArray("Entries");
            entries.forEach(entry -> array.add(asJson(entry)));
        }
        return json;
    }

    /// Lists are flat in the query protocol too: one element per item, and maps are lists of name and value.
    private static void writeXml(Xml xml, ObjectNode answer) {
        for (var member : answer.properties()) {
            var name = member.getKey();
            var value = member.getValue();
            switch (name) {
                case "Messages" -> value.forEach(one -> xml.group("Message", item -> writeXml(item, (ObjectNode) one)));
                case "QueueUrls" -> value.forEach(one -> xml.text("QueueUrl", one.asString()));
                case "Successful" ->
                    value.forEach(one ->
                            xml.group("DeleteMessageBatchResultEntry", item -> writeXml(item, (ObjectNode) one)));
                case "Failed" -> {}
                case "Attributes" ->
                    value.properties()
                            .forEach(one -> xml.group(
                                    "Attribute",
                                    item -> item.text("Name", one.getKey())
                                            .text("Value", one.getValue().asString())));
                default -> xml.text(name, value.asString());
            }
        }
    }

    private static String md5(String text) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
