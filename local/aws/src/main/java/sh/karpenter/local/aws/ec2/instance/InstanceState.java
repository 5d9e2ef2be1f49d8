package sh.karpenter.local.aws.ec2.instance;

/// The states of an instance. Stopping is not served: nodes are never stopped, only terminated.
public enum InstanceState {
    PENDING("pending", 0),
    RUNNING("running", 16),
    SHUTTING_DOWN("shutting-down", 32),
    TERMINATED("terminated", 48);

    private final String wireName;
    private final int code;

    InstanceState(String wireName, int code) {
        this.wireName = wireName;
        this.code = code;
    }

    /// The name in answers and filters.
    public String wireName() {
        return wireName;
    }

    /// The number in answers and filters.
    public int code() {
        return code;
    }

    /// Whether the machine still exists and takes capacity.
    public boolean exists() {
        return this != TERMINATED;
    }
}
