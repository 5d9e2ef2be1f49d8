package sh.karpenter.kube.api;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// What the NodeClaims of a pool look like.
///
/// @param metadata labels and annotations for the node
/// @param spec everything else
@WireRecord
public record NodeClaimTemplate(@Nullable TemplateMetadata metadata, NodeClaimTemplateSpec spec) {}
