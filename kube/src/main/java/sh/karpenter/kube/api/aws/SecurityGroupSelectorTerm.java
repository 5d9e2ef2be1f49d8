package sh.karpenter.kube.api.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Selects security groups.
///
/// @param tags by key; the value `*` matches any value
/// @param id `sg-` and so on
/// @param name the group's name, which is not the tag `Name`
@WireRecord
public record SecurityGroupSelectorTerm(
        @Nullable Map<String, String> tags,
        @Nullable String id,
        @Nullable String name) {}
