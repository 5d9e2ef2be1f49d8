package sh.karpenter.kube.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Labels and annotations that a pool gives to its NodeClaims and nodes.
///
/// @param labels by key
/// @param annotations by key
@WireRecord
public record TemplateMetadata(
        @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {}
