package sh.karpenter.kube.api.crd;

/// Our custom resources, one per YAML file.
public enum Definition {
    NODE_POOL("karpenter.sh", "nodepools"),
    NODE_CLAIM("karpenter.sh", "nodeclaims"),
    NODE_OVERLAY("karpenter.sh", "nodeoverlays"),
    CAPACITY_BUFFER("autoscaling.x-k8s.io", "capacitybuffers"),
    EC2_NODE_CLASS("karpenter.k8s.aws", "ec2nodeclasses"),
    KWOK_NODE_CLASS("karpenter.kwok.sh", "kwoknodeclasses");

    private final String group;
    private final String plural;

    Definition(String group, String plural) {
        this.group = group;
        this.plural = plural;
    }

    /// The name of the CustomResourceDefinition object, for example `nodepools.karpenter.sh`.
    public String objectName() {
        return plural + "." + group;
    }

    /// The file with the schema, beside this class on the class path.
    String fileName() {
        return group + "_" + plural + ".yaml";
    }
}
