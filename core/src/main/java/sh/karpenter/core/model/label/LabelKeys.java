package sh.karpenter.core.model.label;

/// The label, annotation and taint keys that decisions know by name.
///
/// Source: Karpenter documentation, "Well-Known Labels"; Kubernetes documentation, "Well-Known Labels,
/// Annotations and Taints".
public final class LabelKeys {
    public static final String ZONE = "topology.kubernetes.io/zone";
    public static final String REGION = "topology.kubernetes.io/region";
    public static final String INSTANCE_TYPE = "node.kubernetes.io/instance-type";
    public static final String ARCH = "kubernetes.io/arch";
    public static final String OS = "kubernetes.io/os";
    public static final String WINDOWS_BUILD = "node.kubernetes.io/windows-build";
    public static final String HOSTNAME = "kubernetes.io/hostname";

    public static final String NODE_POOL = "karpenter.sh/nodepool";
    public static final String CAPACITY_TYPE = "karpenter.sh/capacity-type";
    public static final String REGISTERED = "karpenter.sh/registered";
    public static final String INITIALIZED = "karpenter.sh/initialized";

    /// Annotation of pods, nodes and claims that forbids voluntary disruption.
    public static final String DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";
    /// Annotation of pods: the cost of evicting it, a decimal 32-bit integer.
    public static final String DISRUPTION_COST = "karpenter.sh/disruption-cost";
    /// Annotation of pods that stands in for [#DISRUPTION_COST].
    public static final String POD_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    /// Taint key of nodes that are being disrupted, effect NoSchedule.
    public static final String DISRUPTED_TAINT = "karpenter.sh/disrupted";
    /// Taint key of nodes that have not registered yet, effect NoExecute.
    public static final String UNREGISTERED_TAINT = "karpenter.sh/unregistered";
    /// Taint key of nodes before and during a reboot, effect NoSchedule.
    public static final String REBOOTING_TAINT = "karpenter.sh/rebooting";

    /// Values of [#CAPACITY_TYPE].
    public static final String ON_DEMAND = "on-demand";

    public static final String SPOT = "spot";
    public static final String RESERVED = "reserved";

    private LabelKeys() {}
}
