package sh.karpenter.kube.api;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Keys and fixed values of labels that Karpenter writes or reads: those that decisions know by name, under the
/// names of the core, and those that only the controllers need.
public final class LabelKeys {
    /// On NodeClaims and nodes: the pool they belong to.
    public static final String NODE_POOL = sh.karpenter.core.model.label.LabelKeys.NODE_POOL;
    /// How the machine is paid for: one of [#CAPACITY_TYPES].
    public static final String CAPACITY_TYPE = sh.karpenter.core.model.label.LabelKeys.CAPACITY_TYPE;
    /// On nodes: `true` once the claim's labels and taints were copied.
    public static final String REGISTERED = sh.karpenter.core.model.label.LabelKeys.REGISTERED;
    /// On nodes: `true` once ready with all resources.
    public static final String INITIALIZED = sh.karpenter.core.model.label.LabelKeys.INITIALIZED;
    /// On nodes: `true` keeps the claim's taints from being copied at registration.
    public static final String DO_NOT_SYNC_TAINTS = "karpenter.sh/do-not-sync-taints";
    /// On nodes: `karpenter` from the start of termination.
    public static final String EXCLUDE_FROM_LOAD_BALANCERS = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// Availability zone.
    public static final String ZONE = sh.karpenter.core.model.label.LabelKeys.ZONE;
    /// Region.
    public static final String REGION = sh.karpenter.core.model.label.LabelKeys.REGION;
    /// Name of the machine type.
    public static final String INSTANCE_TYPE = sh.karpenter.core.model.label.LabelKeys.INSTANCE_TYPE;
    /// Processor architecture, `amd64` or `arm64`.
    public static final String ARCH = sh.karpenter.core.model.label.LabelKeys.ARCH;
    /// Operating system, `linux` or `windows`.
    public static final String OS = sh.karpenter.core.model.label.LabelKeys.OS;
    /// Build of Windows.
    public static final String WINDOWS_BUILD = sh.karpenter.core.model.label.LabelKeys.WINDOWS_BUILD;
    /// Name of the node; known only after launch, so nobody may require it.
    public static final String HOSTNAME = sh.karpenter.core.model.label.LabelKeys.HOSTNAME;

    /// Paid for by the hour.
    public static final String CAPACITY_TYPE_ON_DEMAND = sh.karpenter.core.model.label.LabelKeys.ON_DEMAND;
    /// Spare capacity that may be taken back.
    public static final String CAPACITY_TYPE_SPOT = sh.karpenter.core.model.label.LabelKeys.SPOT;
    /// Paid for in advance.
    public static final String CAPACITY_TYPE_RESERVED = sh.karpenter.core.model.label.LabelKeys.RESERVED;
    /// All capacity types.
    public static final SortedSet<String> CAPACITY_TYPES =
            sorted(CAPACITY_TYPE_ON_DEMAND, CAPACITY_TYPE_SPOT, CAPACITY_TYPE_RESERVED);

    private LabelKeys() {}

    private static SortedSet<String> sorted(String... keys) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(List.of(keys)));
    }
}
