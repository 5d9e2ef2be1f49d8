package sh.karpenter.kube.client;

/// The API server did not do what it was asked. Its `kind` alone decides how to go on.
public final class ApiServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int code;

    /// An answer of the server, or the lack of one.
    ///
    /// @param kind how it is to be taken
    /// @param code HTTP status, 0 when there was no answer
    /// @param message one line for people
    public ApiServerException(Kind kind, int code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    /// How it is to be taken.
    public Kind kind() {
        return kind;
    }

    /// HTTP status, 0 when there was no answer.
    public int code() {
        return code;
    }

    /// How a failed call is to be taken.
    public enum Kind {
        /// There is no such object.
        NOT_FOUND,
        /// It exists already, has changed meanwhile, or is another one than expected.
        CONFLICT,
        /// Asked and refused (invalid, forbidden): it will be refused again until somebody changes something.
        REFUSED,
        /// Too many requests, or an eviction that a budget forbids for now.
        TOO_MANY_REQUESTS,
        /// The server or the way to it is broken; later it may work.
        UNAVAILABLE;

        /// The kind of an HTTP status.
        public static Kind ofStatus(int code) {
            return switch (code) {
                case 404, 410 -> NOT_FOUND;
                case 409 -> CONFLICT;
                case 429 -> TOO_MANY_REQUESTS;
                default -> code >= 400 && code < 500 ? REFUSED : UNAVAILABLE;
            };
        }
    }
}
