package sh.karpenter.kube.api.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Selects images.
///
/// @param alias a family and a version, for example `al2023@latest`
/// @param tags by key; the value `*` matches any value
/// @param id `ami-` and so on
/// @param name the image's name, with the wildcards of EC2
/// @param owner account id, `self`, `amazon` or `aws-marketplace`
/// @param ssmParameter name or ARN of a parameter that holds an image id
@WireRecord
public record AmiSelectorTerm(
        @Nullable String alias,
        @Nullable Map<String, String> tags,
        @Nullable String id,
        @Nullable String name,
        @Nullable String owner,
        @Nullable String ssmParameter) {}
