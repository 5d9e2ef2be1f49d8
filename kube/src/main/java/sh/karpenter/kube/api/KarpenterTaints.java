package sh.karpenter.kube.api;

import sh.karpenter.core.model.label.LabelKeys;

/// Taints that Karpenter puts on nodes. They are recognised by key and effect.
public final class KarpenterTaints {
    /// On nodes chosen for disruption and on terminating ones.
    public static final Taint DISRUPTED = Taint.of(LabelKeys.DISRUPTED_TAINT, null, "NoSchedule");
    /// Put by the bootstrap of the machine, removed at registration.
    public static final Taint UNREGISTERED = Taint.of(LabelKeys.UNREGISTERED_TAINT, null, "NoExecute");
    /// From before the drain of a reboot until the new boot is seen or the reboot failed.
    public static final Taint REBOOTING = Taint.of(LabelKeys.REBOOTING_TAINT, null, "NoSchedule");

    private KarpenterTaints() {}
}
