package sh.karpenter.core.model.resource;

/// The resource names that decisions know by name.
public final class ResourceNames {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    public static final String PODS = "pods";
    /// A pool's node count, as a limit and as usage; no machine offers it.
    public static final String NODES = "nodes";

    private ResourceNames() {}
}
