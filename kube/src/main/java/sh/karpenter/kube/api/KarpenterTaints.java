package sh.karpenter.kube.api;

/// Taints that Karpenter puts on nodes. They are recognised by key and effect.
public final class KarpenterTaints {
    /// On nodes chosen for disruption and on terminating ones.
    public static final Taint DISRUPTED = Taint.of("karpenter.sh/disrupted", null, "NoSchedule");
    /// Put by the bootstrap of the machine, removed at registration.
    public static final Taint UNREGISTERED = Taint.of("karpenter.sh/unregistered", null, "NoExecute");
    /// From before the drain of a reboot until the new boot is seen or the reboot failed.
    public static final Taint REBOOTING = Taint.of("karpenter.sh/rebooting", null, "NoSchedule");

    private KarpenterTaints() {}
}
