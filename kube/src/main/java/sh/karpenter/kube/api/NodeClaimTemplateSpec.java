package sh.karpenter.kube.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.duration.GoDurationFormat;
import sh.karpenter.kube.api.duration.NillableDuration;
import sh.karpenter.kube.api.wire.WireRecord;

/// The node part of a pool's template.
///
/// @param taints stay on the node; only pods that tolerate them are considered
/// @param startupTaints are on the node until something else removes them; pods need not tolerate them
/// @param requirements what a node's labels must satisfy; may be empty
/// @param nodeClassRef the provider's part of the configuration
/// @param terminationGracePeriod how long draining may take before the node goes anyway; absent is for ever
/// @param expireAfter the age at which a node is replaced
@WireRecord
public record NodeClaimTemplateSpec(
        @Nullable List<Taint> taints,
        @Nullable List<Taint> startupTaints,
        List<NodeRequirement> requirements,
        NodeClassReference nodeClassRef,
        @GoDurationFormat @Nullable Duration terminationGracePeriod,
        @Nullable NillableDuration expireAfter) {}
