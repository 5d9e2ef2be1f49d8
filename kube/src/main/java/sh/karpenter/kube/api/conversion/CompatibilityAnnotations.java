package sh.karpenter.kube.api.conversion;

/// Annotations that carry through one version what only the other can express. They are removed on the way
/// back.
public final class CompatibilityAnnotations {
    private static final String CORE = "compatibility.karpenter.sh/";
    private static final String AWS = "compatibility.karpenter.k8s.aws/";

    /// On v1 NodePools and NodeClaims: the kubelet block of v1beta1, as JSON.
    public static final String KUBELET = CORE + "v1beta1-kubelet-conversion";
    /// On v1 NodePools and NodeClaims: the node class reference as it was in v1beta1, as JSON.
    public static final String NODE_CLASS_REFERENCE = CORE + "v1beta1-nodeclass-reference";
    /// Set by migration tools on objects that were rewritten as v1; means nothing in v1beta1.
    public static final String STORED_VERSION_MIGRATED = "karpenter.sh/stored-version-migrated";
    /// On v1 EC2NodeClasses that were Ubuntu: which of `amiFamily`, `blockDeviceMappings` and `incompatible`
    /// were put in for v1, separated by commas.
    public static final String UBUNTU = AWS + "v1beta1-ubuntu";
    /// On v1beta1 EC2NodeClasses: the version of the alias in v1, unless it is the latest.
    public static final String ALIAS_VERSION = AWS + "v1beta1-alias-version";

    /// On v1beta1 objects: the whole v1 spec as JSON, where v1beta1 cannot say all of it.
    public static final String V1_SPEC = CORE + "v1-spec";
    /// On v1 objects: the whole v1beta1 spec as JSON, where the annotations above are not enough.
    public static final String V1BETA1_SPEC = CORE + "v1beta1-spec";

    private CompatibilityAnnotations() {}
}
