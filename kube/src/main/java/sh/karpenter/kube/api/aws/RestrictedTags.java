package sh.karpenter.kube.api.aws;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tags that Karpenter manages itself, so that users may not set them. The schema says so too; this is for
/// classes that were stored before it did.
public final class RestrictedTags {
    private static final Pattern OF_A_CLUSTER = Pattern.compile("kubernetes\\.io/cluster/[0-9A-Za-z][A-Za-z0-9\\-_]*");
    private static final List<String> MANAGED = List.of(
            AwsNames.TAG_NODE_POOL, AwsNames.TAG_CLUSTER_NAME, AwsNames.LABEL_NODE_CLASS, AwsNames.TAG_NODE_CLAIM);

    private RestrictedTags() {}

    /// The keys among the tags that are restricted, sorted.
    public static List<String> in(@Nullable Map<String, String> tags) {
        return tags == null
                ? List.of()
                : tags.keySet().stream()
                        .filter(RestrictedTags::isRestricted)
                        .sorted()
                        .toList();
    }

    private static boolean isRestricted(String key) {
        return MANAGED.contains(key) || OF_A_CLUSTER.matcher(key).matches();
    }
}
