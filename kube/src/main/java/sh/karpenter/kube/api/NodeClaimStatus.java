package sh.karpenter.kube.api;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.condition.Condition;
import sh.karpenter.kube.api.wire.WireRecord;
import sh.karpenter.kube.api.wire.WireTime;

/// What is known about the machine behind a claim.
///
/// @param nodeName the Node, once it has joined
/// @param providerID the machine, in the provider's notation
/// @param imageID the image that it was launched from
/// @param capacity what the machine has
/// @param allocatable what pods may use of it
/// @param conditions `Launched`, `Registered`, `Initialized`, `Ready` and those of disruption and termination
/// @param lastPodEventTime when a pod was last bound to, removed from or finished on the node, in whole seconds
@WireRecord
public record NodeClaimStatus(
        @Nullable String nodeName,
        @Nullable String providerID,
        @Nullable String imageID,
        @Nullable Map<String, Quantity> capacity,
        @Nullable Map<String, Quantity> allocatable,
        @Nullable List<Condition> conditions,
        @WireTime @Nullable Instant lastPodEventTime) {

    /// Nothing known yet.
    public static final NodeClaimStatus EMPTY = new NodeClaimStatus(null, null, null, null, null, null, null);

    public NodeClaimStatus {
        lastPodEventTime = lastPodEventTime == null ? null : lastPodEventTime.truncatedTo(ChronoUnit.SECONDS);
    }
}
