package sh.karpenter.kube.api;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Keys and fixed values of labels that Karpenter writes or reads.
public final class LabelKeys {
    /// On NodeClaims and nodes: the pool they belong to.
    public static final String NODE_POOL = "karpenter.sh/nodepool";
    /// How the machine is paid for: one of [#CAPACITY_TYPES].
    public static final String CAPACITY_TYPE = "karpenter.sh/capacity-type";
    /// On nodes: `true` once the claim's labels and taints were copied.
    public static final String REGISTERED = "karpenter.sh/registered";
    /// On nodes: `true` once ready with all resources.
    public static final String INITIALIZED = "karpenter.sh/initialized";
    /// On nodes: `true` keeps the claim's taints from being copied at registration.
    public static final String DO_NOT_SYNC_TAINTS = "karpenter.sh/do-not-sync-taints";
    /// On nodes: `karpenter` from the start of termination.
    public static final String EXCLUDE_FROM_LOAD_BALANCERS = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// Availability zone.
    public static final String ZONE = "topology.kubernetes.io/zone";
    /// Region.
    public static final String REGION = "topology.kubernetes.io/region";
    /// Name of the machine type.
    public static final String INSTANCE_TYPE = "node.kubernetes.io/instance-type";
    /// Processor architecture, `amd64` or `arm64`.
    public static final String ARCH = "kubernetes.io/arch";
    /// Operating system, `linux` or `windows`.
    public static final String OS = "kubernetes.io/os";
    /// Build of Windows.
    public static final String WINDOWS_BUILD = "node.kubernetes.io/windows-build";
    /// Name of the node; known only after launch, so nobody may require it.
    public static final String HOSTNAME = "kubernetes.io/hostname";

    /// Paid for by the hour.
    public static final String CAPACITY_TYPE_ON_DEMAND = "on-demand";
    /// Spare capacity that may be taken back.
    public static final String CAPACITY_TYPE_SPOT = "spot";
    /// Paid for in advance.
    public static final String CAPACITY_TYPE_RESERVED = "reserved";
    /// All capacity types.
    public static final SortedSet<String> CAPACITY_TYPES =
            sorted(CAPACITY_TYPE_ON_DEMAND, CAPACITY_TYPE_SPOT, CAPACITY_TYPE_RESERVED);

    /// Labels that the scheduler understands with any provider; providers add theirs.
    public static final SortedSet<String> WELL_KNOWN =
            sorted(NODE_POOL, ZONE, REGION, INSTANCE_TYPE, ARCH, OS, CAPACITY_TYPE, WINDOWS_BUILD);

    private LabelKeys() {}

    private static SortedSet<String> sorted(String... keys) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(List.of(keys)));
    }
}
