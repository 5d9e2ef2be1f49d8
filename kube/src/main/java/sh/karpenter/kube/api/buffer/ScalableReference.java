package sh.karpenter.kube.api.buffer;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Names a workload with a scale subresource in the buffer's namespace.
///
/// @param apiGroup its API group, absent or empty for the core group
/// @param kind its kind, for example `Deployment`
/// @param name its name
@WireRecord
public record ScalableReference(@Nullable String apiGroup, String kind, String name) {}
