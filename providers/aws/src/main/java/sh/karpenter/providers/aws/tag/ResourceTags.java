package sh.karpenter.providers.aws.tag;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.providers.aws.nodeclass.NodeClass;
import software.amazon.awssdk.services.ec2.model.Tag;

/// The tags of what is created for a cluster: whose it is, and the user's.
///
/// @param tags value by key, in key order
public record ResourceTags(SequencedMap<String, String> tags) {
    private static final Pattern OWNED = Pattern.compile("^kubernetes\\.io/cluster/[0-9A-Za-z][A-Za-z0-9\\-_]*$");
    private static final Set<String> RESTRICTED = Set.of(
            AwsNames.TAG_NODE_POOL, AwsNames.TAG_CLUSTER_NAME, AwsNames.LABEL_NODE_CLASS, AwsNames.TAG_NODE_CLAIM);

    public ResourceTags {
        tags = Collections.unmodifiableSequencedMap(new TreeMap<>(tags));
    }

    /// The tags of what belongs to a node class. Ours win over the user's.
    public static ResourceTags of(String cluster, NodeClass nodeClass) {
        var tags = new TreeMap<String, String>(nodeClass.tags());
        tags.put(ownedKey(cluster), "owned");
        tags.put(AwsNames.TAG_CLUSTER_NAME, cluster);
        tags.put(AwsNames.LABEL_NODE_CLASS, nodeClass.name());
        return new ResourceTags(tags);
    }

    /// The key of the tag that says that a resource lives and dies with the cluster.
    public static String ownedKey(String cluster) {
        return AwsNames.TAG_CLUSTER_PREFIX + cluster;
    }

    /// The keys among a user's tags that are not the user's to set.
    public static List<String> restricted(Map<String, String> userTags) {
        return userTags.keySet().stream()
                .filter(key -> RESTRICTED.contains(key) || OWNED.matcher(key).matches())
                .sorted()
                .toList();
    }

    /// These and one more.
    public ResourceTags and(String key, String value) {
        var more = new TreeMap<>(tags);
        more.put(key, value);
        return new ResourceTags(more);
    }

    /// As EC2 wants them.
    public List<Tag> forEc2() {
        return tags.entrySet().stream()
                .map(entry -> Tag.builder()
                        .key(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
    }

    /// As IAM wants them.
    public List<software.amazon.awssdk.services.iam.model.Tag> forIam() {
        return tags.entrySet().stream()
                .map(entry -> software.amazon.awssdk.services.iam.model.Tag.builder()
                        .key(entry.getKey())
                        .value(entry.getValue())
                        .build())
                .toList();
    }
}
