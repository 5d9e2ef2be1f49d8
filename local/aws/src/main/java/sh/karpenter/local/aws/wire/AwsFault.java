package sh.karpenter.local.aws.wire;

/// A request that AWS would refuse: the error code, the text and the HTTP status of the answer.
///
/// Thrown by actions and turned into the error document of the caller's protocol in one place, the service's
/// envelope. It carries no stack trace because it is an answer, not a defect.
public final class AwsFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /// @param status HTTP status, for example 400
    /// @param code the error code that clients test, for example `InvalidInstanceID.NotFound`
    public AwsFault(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /// A fault of the caller, status 400.
    public static AwsFault client(String code, String message) {
        return new AwsFault(400, code, message);
    }

    /// A required parameter that is not there.
    public static AwsFault missing(String parameter) {
        return client("MissingParameter", "The request must contain the parameter " + parameter);
    }

    /// A parameter whose value cannot be used.
    public static AwsFault invalid(String message) {
        return client("InvalidParameterValue", message);
    }

    /// An action that this emulator does not serve.
    public static AwsFault unknownAction(String service, String action) {
        return client(
                "InvalidAction",
                "The action " + action + " of " + service + " is not served by this local AWS. Maybe see the table of "
                        + "served actions in docs/local-aws.md");
    }

    /// The answer to a dry run that would have succeeded.
    public static AwsFault dryRun() {
        return new AwsFault(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }

    /// The HTTP status of the answer.
    public int status() {
        return status;
    }

    /// The error code that clients test.
    public String code() {
        return code;
    }

    /// The text for people.
    public String text() {
        var text = getMessage();
        return text == null ? code : text;
    }
}
