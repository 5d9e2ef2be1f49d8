package sh.karpenter.app.options;

import java.util.Locale;

/// One setting of the controller: its flag, its environment variable, its default.
///
/// Source: Karpenter documentation, "Settings" (1.15).
public enum Setting {
    CLOUD_PROVIDER("cloud-provider", "aws", Type.TEXT, "the cloud that machines are launched in: aws or kwok"),
    CLUSTER_NAME("cluster-name", "", Type.TEXT, "name of the cluster, for the AWS provider"),
    CLUSTER_ENDPOINT("cluster-endpoint", "", Type.TEXT, "address that nodes join; discovered when not given"),
    CLUSTER_CA_BUNDLE(
            "cluster-ca-bundle", "", Type.TEXT, "certificate authority for nodes; the client's own by default"),
    ISOLATED_VPC("isolated-vpc", "false", Type.FLAG, "the network reaches no pricing and no IAM endpoint"),
    EKS_CONTROL_PLANE("eks-control-plane", "false", Type.FLAG, "ask EKS for the Kubernetes version"),
    VM_MEMORY_OVERHEAD_PERCENT(
            "vm-memory-overhead-percent", "0.075", Type.DECIMAL, "share of memory that the hypervisor keeps"),
    INTERRUPTION_QUEUE("interruption-queue", "", Type.TEXT, "name of the queue of interruption messages"),
    RESERVED_ENIS("reserved-enis", "0", Type.INTEGER, "network interfaces that pods may not use"),
    DISABLE_DRY_RUN("disable-dry-run", "false", Type.FLAG, "do not try permissions of a node class with dry runs"),
    ENABLE_ZONAL_SHIFT("enable-zonal-shift", "false", Type.FLAG, "leave zones alone that traffic is shifted away from"),
    AMI_REFRESH_INTERVAL("ami-refresh-interval", "1m", Type.DURATION, "how often images are looked up"),
    SUBNET_REFRESH_INTERVAL("subnet-refresh-interval", "1m", Type.DURATION, "how often subnets are looked up"),
    SECURITY_GROUP_REFRESH_INTERVAL(
            "security-group-refresh-interval", "1m", Type.DURATION, "how often security groups are looked up"),
    AWS_FEATURE_GATES("aws-feature-gates", "", Type.TEXT, "feature gates of the AWS provider, A=true,B=false"),
    INSTANCE_TYPES_FILE_PATH("instance-types-file-path", "", Type.TEXT, "instance types of the kwok provider, as JSON"),
    KARPENTER_SERVICE(
            "karpenter-service",
            "",
            Type.TEXT,
            "name of the controller's service; taken for compatibility, nothing needs it"),
    METRICS_PORT("metrics-port", "8080", Type.INTEGER, "port of the metrics endpoint"),
    HEALTH_PROBE_PORT("health-probe-port", "8081", Type.INTEGER, "port of the health and readiness endpoints"),
    KUBE_CLIENT_QPS("kube-client-qps", "200", Type.INTEGER, "requests per second to the API server"),
    KUBE_CLIENT_BURST("kube-client-burst", "300", Type.INTEGER, "requests at once to the API server"),
    ENABLE_PROFILING("enable-profiling", "false", Type.FLAG, "serve profiles on the metrics port"),
    DISABLE_CONTROLLER_WARMUP(
            "disable-controller-warmup",
            "true",
            Type.FLAG,
            "taken for compatibility: caches are always filled before this process leads"),
    DISABLE_LEADER_ELECTION("disable-leader-election", "false", Type.FLAG, "do not elect a leader"),
    DISABLE_CLUSTER_STATE_OBSERVABILITY(
            "disable-cluster-state-observability", "false", Type.FLAG, "no metrics and events of the cluster's state"),
    LEADER_ELECTION_NAME(
            "leader-election-name", "karpenter-leader-election", Type.TEXT, "name of the lease of the leader"),
    LEADER_ELECTION_NAMESPACE(
            "leader-election-namespace", "", Type.TEXT, "namespace of that lease; the pod's own by default"),
    MEMORY_LIMIT("memory-limit", "-1", Type.INTEGER, "memory limit of the container in bytes, -1 for none"),
    CPU_REQUESTS("cpu-requests", "1000", Type.INTEGER, "CPU of the container in millicores; decides the workers"),
    LOG_LEVEL("log-level", "info", Type.TEXT, "debug, info or error"),
    LOG_OUTPUT_PATHS("log-output-paths", "stdout", Type.TEXT, "where log lines go, comma separated"),
    LOG_ERROR_OUTPUT_PATHS(
            "log-error-output-paths",
            "stderr",
            Type.TEXT,
            "where troubles of the log itself and complaints of libraries go"),
    BATCH_MAX_DURATION("batch-max-duration", "10s", Type.DURATION, "how long a batch of pods may collect"),
    BATCH_IDLE_DURATION("batch-idle-duration", "1s", Type.DURATION, "how long without a new pod ends a batch"),
    PREFERENCE_POLICY("preference-policy", "Respect", Type.TEXT, "Respect or Ignore preferences of pods"),
    MIN_VALUES_POLICY("min-values-policy", "Strict", Type.TEXT, "Strict or BestEffort for minValues"),
    CONSOLIDATION_MODE(
            "consolidation-mode",
            "default",
            Type.TEXT,
            "default judges every node and gives several commands a pass, reference does as Karpenter does"),
    IGNORE_DRA_REQUESTS("ignore-dra-requests", "true", Type.FLAG, "refuse pods that ask for devices by claims"),
    LEGACY_NODE_REPAIR("legacy-node-repair", "false", Type.FLAG, "repair nodes the old way"),
    FEATURE_GATES("feature-gates", "", Type.TEXT, "feature gates, A=true,B=false"),
    SCHEDULER_CONFIG("scheduler-config", "", Type.TEXT, "default topology spread constraints, as YAML or JSON"),
    POD_BINDING(
            "pod-binding",
            "scheduler",
            Type.TEXT,
            "who binds planned pods: scheduler, or direct for this controller (not in Karpenter)");

    /// How the text of a setting is read.
    public enum Type {
        TEXT,
        FLAG,
        INTEGER,
        DECIMAL,
        DURATION
    }

    private final String flag;
    private final String fallback;
    private final Type type;
    private final String description;

    Setting(String flag, String fallback, Type type, String description) {
        this.flag = flag;
        this.fallback = fallback;
        this.type = type;
        this.description = description;
    }

    /// The command line flag without dashes.
    public String flag() {
        return flag;
    }

    /// The environment variable.
    public String variable() {
        return flag.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// The value when neither is given.
    public String fallback() {
        return fallback;
    }

    /// How its text is read.
    public Type type() {
        return type;
    }

    /// What it is for, in a few words.
    public String description() {
        return description;
    }
}
