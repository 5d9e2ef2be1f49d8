package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Processor features.
///
/// @param nestedVirtualization `enabled` or `disabled`
@WireRecord
public record CpuOptions(@Nullable String nestedVirtualization) {}
