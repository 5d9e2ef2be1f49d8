package sh.karpenter.kube.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.duration.GoDurationFormat;
import sh.karpenter.kube.api.duration.NillableDuration;
import sh.karpenter.kube.api.wire.WireRecord;

/// What is asked of one node. Never changes after creation.
///
/// @param taints stay on the node
/// @param startupTaints are on the node until something else removes them
/// @param requirements what the node's labels must satisfy
/// @param resources what the pods that led to this claim ask for
/// @param nodeClassRef the provider's part of the configuration
/// @param terminationGracePeriod how long draining may take before the node goes anyway; absent is for ever
/// @param expireAfter the age at which the node is replaced
@WireRecord
public record NodeClaimSpec(
        @Nullable List<Taint> taints,
        @Nullable List<Taint> startupTaints,
        List<NodeRequirement> requirements,
        @Nullable ResourceRequests resources,
        NodeClassReference nodeClassRef,
        @GoDurationFormat @Nullable Duration terminationGracePeriod,
        @Nullable NillableDuration expireAfter) {}
