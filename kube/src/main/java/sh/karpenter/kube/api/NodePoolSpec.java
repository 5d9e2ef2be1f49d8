package sh.karpenter.kube.api;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// What the user asks of a pool.
///
/// @param template what every node of the pool looks like
/// @param disruption when and how fast nodes may be taken away
/// @param limits upper bounds for the sum of the pool's nodes; key `nodes` counts nodes
/// @param weight pools with a greater weight are tried first, 1 to 100; absent is 0
/// @param replicas number of nodes of a static pool; its presence makes the pool static
@WireRecord
public record NodePoolSpec(
        NodeClaimTemplate template,
        @Nullable Disruption disruption,
        @Nullable Map<String, Quantity> limits,
        @Nullable Integer weight,
        @Nullable Long replicas) {}
