package sh.karpenter.local.kubernetes.access;

import tools.jackson.databind.node.ObjectNode;

/// A request that the API server refused. Carries the `Status` object that a client over HTTP would have
/// received.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient ObjectNode status;

    public ApiException(int code, String reason, String message, ObjectNode status) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.status = status;
    }

    /// The HTTP status code, for example 409.
    public int code() {
        return code;
    }

    /// The machine-readable reason, for example `Conflict`.
    public String reason() {
        return reason;
    }

    /// The `Status` object of the answer.
    public ObjectNode status() {
        return status;
    }
}
