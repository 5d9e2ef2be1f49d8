package sh.karpenter.kube.api;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.wire.WireRecord;

/// What the controllers know about a pool.
///
/// @param resources sum over the pool's nodes, with key `nodes` for their number
/// @param nodes number of nodes
/// @param nodeClassObservedGeneration the last generation of the node class whose nodes' registration was
///     judged
/// @param conditions `Ready`, `ValidationSucceeded`, `NodeClassReady`, `NodeRegistrationHealthy`
@WireRecord
public record NodePoolStatus(
        @Nullable Map<String, Quantity> resources,
        @Nullable Long nodes,
        @Nullable Long nodeClassObservedGeneration,
        @Nullable List<Condition> conditions) {

    /// Nothing known yet.
    public static final NodePoolStatus EMPTY = new NodePoolStatus(null, null, null, null);
}
