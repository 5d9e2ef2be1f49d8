package sh.karpenter.kube.api;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Resources that a node must offer.
///
/// @param requests amounts by resource name
@WireRecord
public record ResourceRequests(@Nullable Map<String, Quantity> requests) {}
