package sh.karpenter.local.aws.boot;

/// User data that a node cannot use. Caught in [NodeBoot], which answers [BootFailed].
final class BadUserData extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadUserData(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
