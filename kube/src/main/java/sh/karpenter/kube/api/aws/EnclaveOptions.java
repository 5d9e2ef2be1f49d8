package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Nitro Enclaves. Present and `false` launches the same as absent, but hashes differently.
///
/// @param enabled whether the hardware feature is switched on
@WireRecord
public record EnclaveOptions(@Nullable Boolean enabled) {}
