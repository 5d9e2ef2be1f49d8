package sh.karpenter.kube.api;

import sh.karpenter.core.model.label.LabelKeys;

/// Keys of annotations that Karpenter writes or reads.
public final class AnnotationKeys {
    /// Pod (`true` or a Go duration), Node, NodeClaim, pool template (`true`): not to be consolidated or
    /// drifted.
    public static final String DO_NOT_DISRUPT = LabelKeys.DO_NOT_DISRUPT;
    /// Node, NodeClaim, pool template: exactly `true` keeps node repair away.
    public static final String DO_NOT_REPAIR = "karpenter.sh/do-not-repair";
    /// Pod: what its eviction costs, an int32 as text.
    public static final String DISRUPTION_COST = LabelKeys.DISRUPTION_COST;
    /// Pod: what its deletion costs the ReplicaSet controller, an int32 as text.
    public static final String POD_DELETION_COST = LabelKeys.POD_DELETION_COST;
    /// NodePool, NodeClaim: hash of the pool's template.
    public static final String NODE_POOL_HASH = "karpenter.sh/nodepool-hash";
    /// NodePool, NodeClaim: version of the hash algorithm.
    public static final String NODE_POOL_HASH_VERSION = "karpenter.sh/nodepool-hash-version";
    /// NodeClaim, Node: RFC 3339 instant at which draining ends.
    public static final String TERMINATION_TIMESTAMP = "karpenter.sh/nodeclaim-termination-timestamp";
    /// NodeClaim: `true` or `false`, whether minValues was relaxed for it.
    public static final String MIN_VALUES_RELAXED = "karpenter.sh/nodeclaim-min-values-relaxed";
    /// NodeClaim: the disruption command that it is a replacement of. Ours, not Karpenter's: by it a command goes
    /// on after a restart.
    public static final String DISRUPTION_COMMAND = "karpenter.sh/disruption-command";
    /// NodeClaim: sorted comma-separated names of DRA drivers that must report before initialisation.
    public static final String REQUESTED_DRA_DRIVERS = "karpenter.sh/requested-dra-drivers";
    /// NodeClaim: the node's boot id before the first reboot call.
    public static final String REBOOT_PRE_BOOT_ID = "karpenter.sh/reboot-pre-boot-id";
    /// NodeClaim: Go duration that bounds the drain before a reboot; absent is unbounded, zero is no drain.
    public static final String REBOOT_TERMINATION_GRACE_PERIOD = "karpenter.sh/reboot-termination-grace-period";
    /// NodeClaim: `true` when a chosen type has an overlaid price.
    public static final String PRICE_OVERLAY_APPLIED = "karpenter.sh/price-overlay-applied";
    /// NodeClaim: `true` when a chosen type has overlaid capacity.
    public static final String CAPACITY_OVERLAY_APPLIED = "karpenter.sh/capacity-overlay-applied";
    /// Virtual pod of a capacity buffer, only in memory: `true`.
    public static final String CAPACITY_BUFFER_FAKE_POD = "karpenter.sh/capacity-buffer-fake-pod";
    /// Virtual pod of a capacity buffer: the buffer's name.
    public static final String CAPACITY_BUFFER_NAME = "karpenter.sh/capacity-buffer-name";
    /// Virtual pod of a capacity buffer: the buffer's namespace.
    public static final String CAPACITY_BUFFER_NAMESPACE = "karpenter.sh/capacity-buffer-namespace";

    private AnnotationKeys() {}
}
