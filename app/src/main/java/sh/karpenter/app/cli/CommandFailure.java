package sh.karpenter.app.cli;

/// A command could not do what it was asked. Its message is one line for the user: what is wrong and what to do
/// about it.
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
