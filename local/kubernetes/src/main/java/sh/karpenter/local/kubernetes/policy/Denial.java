package sh.karpenter.local.kubernetes.policy;

/// A policy's no to a request.
///
/// @param reason of the status, for example `Invalid`
/// @param message what the policy says
record Denial(String reason, String message) {
    static final String DEFAULT_REASON = "Invalid";

    /// The HTTP status that goes with the reason.
    int code() {
        return switch (reason) {
            case "Unauthorized" -> 401;
            case "Forbidden" -> 403;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
    }
}
