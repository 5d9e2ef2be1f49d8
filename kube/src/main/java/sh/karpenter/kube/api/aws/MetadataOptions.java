package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// The instance metadata service.
///
/// @param httpEndpoint `enabled` or `disabled`
/// @param httpProtocolIPv6 `enabled` or `disabled`
/// @param httpPutResponseHopLimit 1 to 64
/// @param httpTokens `required` or `optional`
@WireRecord
public record MetadataOptions(
        @Nullable String httpEndpoint,
        @Nullable String httpProtocolIPv6,
        @Nullable Long httpPutResponseHopLimit,
        @Nullable String httpTokens) {}
