package sh.karpenter.local.aws.wire;

import java.util.Map;
import java.util.UUID;

/// A service with a query protocol: form parameters in, XML out.
///
/// There are two dialects. EC2 puts the members straight into `<ActionResponse>` and its errors into
/// `<Response><Errors>`; all others wrap them into `<ActionResult>` and `<ErrorResponse>`.
public final class QueryService implements AwsService {
    private static final String XML = "text/xml;charset=UTF-8";

    private final String name;
    private final String namespace;
    private final boolean ec2Dialect;
    private final Map<String, QueryAction> actions;

    private QueryService(String name, String namespace, boolean ec2Dialect, Map<String, QueryAction> actions) {
        this.name = name;
        this.namespace = namespace;
        this.ec2Dialect = ec2Dialect;
        this.actions = actions;
    }

    /// The service that speaks EC2's dialect.
    public static QueryService ec2(Map<String, QueryAction> actions) {
        return new QueryService("ec2", "http://ec2.amazonaws.com/doc/2016-11-15/", true, actions);
    }

    /// A service that speaks the dialect of IAM and STS.
    public static QueryService named(String name, String namespace, Map<String, QueryAction> actions) {
        return new QueryService(name, namespace, false, actions);
    }

    @Override
    public AwsAnswer answer(AwsRequest request) {
        var action = actions.get(request.action());
        if (action == null) {
            throw AwsFault.unknownAction(name, request.action());
        }
        var content = new Xml();
        action.answer(request.parameters(), content);
        var requestId = UUID.randomUUID().toString();
        var document = new Xml().root(request.action() + "Response", namespace, root -> {
            if (ec2Dialect) {
                root.text("requestId", requestId).raw(content.toString());
            } else {
                root.group(request.action() + "Result", result -> result.raw(content.toString()))
                        .group("ResponseMetadata", metadata -> metadata.text("RequestId", requestId));
            }
        });
        return AwsAnswer.of(200, XML, document.toString());
    }

    @Override
    public AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId) {
        var document = new Xml();
        if (ec2Dialect) {
            document.group(
                    "Response",
                    root -> root.group(
                                    "Errors",
                                    errors -> errors.group(
                                            "Error",
                                            error -> error.text("Code", fault.code())
                                                    .text("Message", fault.text())))
                            .text("RequestID", requestId));
        } else {
            document.root(
                    "ErrorResponse",
                    namespace,
                    root -> root.group(
                                    "Error",
                                    error -> error.text("Type", fault.status() < 500 ? "Sender" : "Receiver")
                                            .text("Code", fault.code())
                                            .text("Message", fault.text()))
                            .text("RequestId", requestId));
        }
        return AwsAnswer.of(fault.status(), XML, document.toString());
    }
}
