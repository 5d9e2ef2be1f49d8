package sh.karpenter.kube.api.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Names of labels, annotations, tags and finalizers that the AWS provider writes or reads.
public final class AwsNames {
    /// API group of EC2NodeClass, and the label domain of the provider.
    public static final String GROUP = "karpenter.k8s.aws";
    /// On EC2NodeClasses: their cloud resources are cleared away before they go.
    public static final String TERMINATION_FINALIZER = GROUP + "/termination";

    /// On nodes and NodeClaims: the class' name. Also a tag.
    public static final String LABEL_NODE_CLASS = GROUP + "/ec2nodeclass";
    /// Zone by the name that is the same in all accounts.
    public static final String LABEL_ZONE_ID = "topology.k8s.aws/zone-id";
    /// `default` or `dedicated`.
    public static final String LABEL_INSTANCE_TENANCY = GROUP + "/instance-tenancy";
    /// Values of [#LABEL_INSTANCE_TENANCY].
    public static final SortedSet<String> INSTANCE_TENANCIES = sorted(List.of("default", "dedicated"));
    /// Written by the EBS driver; means [sh.karpenter.core.model.label.LabelKeys#ZONE].
    public static final String LABEL_EBS_ZONE_ALIAS = "topology.ebs.csi.aws.com/zone";

    /// Labels of the domain [#GROUP] that may be used in requirements and pod selectors.
    public static final SortedSet<String> WELL_KNOWN_LABELS_OF_DOMAIN = sorted(inDomain(List.of(
            "capacity-reservation-id",
            "capacity-reservation-type",
            "capacity-reservation-interruptible",
            "instance-hypervisor",
            "instance-encryption-in-transit-supported",
            "instance-category",
            "instance-capability-flex",
            "instance-family",
            "instance-generation",
            "instance-size",
            "instance-local-nvme",
            "instance-cpu",
            "instance-cpu-manufacturer",
            "instance-cpu-sustained-clock-speed-mhz",
            "instance-memory",
            "instance-ebs-bandwidth",
            "instance-network-bandwidth",
            "instance-gpu-name",
            "instance-gpu-manufacturer",
            "instance-gpu-count",
            "instance-gpu-memory",
            "instance-accelerator-name",
            "instance-accelerator-manufacturer",
            "instance-accelerator-count",
            "instance-tenancy",
            "placement-group-id",
            "placement-group-partition")));

    /// On EC2NodeClass and NodeClaim: the static hash, decimal.
    public static final String ANNOTATION_HASH = GROUP + "/ec2nodeclass-hash";
    /// On EC2NodeClass and NodeClaim: version of the hash algorithm.
    public static final String ANNOTATION_HASH_VERSION = GROUP + "/ec2nodeclass-hash-version";
    /// On NodeClaim: the instance profile that it was launched with.
    public static final String ANNOTATION_INSTANCE_PROFILE = GROUP + "/instance-profile-name";
    /// On NodeClaim: `true` once the tags that need the node's name were written.
    public static final String ANNOTATION_TAGGED = GROUP + "/tagged";
    /// On NodeClaim: `true` once the cluster-name tag was written.
    public static final String ANNOTATION_CLUSTER_NAME_TAGGED = "compatibility." + GROUP + "/cluster-name-tagged";
    /// On EC2NodeClass, set by the user: how the DRA driver shares a GPU.
    public static final String ANNOTATION_NVIDIA_CONSUMABLE_CAPACITY = GROUP + "/nvidia-consumable-capacity";

    /// Tag with the cluster's name.
    public static final String TAG_CLUSTER_NAME = "eks:eks-cluster-name";
    /// Tag with the pool's name.
    public static final String TAG_NODE_POOL = "karpenter.sh/nodepool";
    /// Tag with the claim's name.
    public static final String TAG_NODE_CLAIM = "karpenter.sh/nodeclaim";
    /// Tag keys that begin so mark ownership by a cluster.
    public static final String TAG_CLUSTER_PREFIX = "kubernetes.io/cluster/";

    private AwsNames() {}

    private static List<String> inDomain(List<String> names) {
        List<String> keys = new ArrayList<>();
        names.forEach(name -> keys.add(GROUP + "/" + name));
        return keys;
    }

    private static SortedSet<String> sorted(List<String> keys) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }
}
