package sh.karpenter.kube.api.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Selects subnets.
///
/// @param tags by key; the value `*` matches any value
/// @param id `subnet-` and so on
@WireRecord
public record SubnetSelectorTerm(
        @Nullable Map<String, String> tags, @Nullable String id) {}
