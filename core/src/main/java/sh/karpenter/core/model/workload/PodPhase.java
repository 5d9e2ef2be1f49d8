package sh.karpenter.core.model.workload;

/// Where a pod is in its life. Source: Kubernetes API, `PodStatus.phase`.
public enum PodPhase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNKNOWN
}
