package sh.karpenter.kube.mapping;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.node.NodeClassRef;
import sh.karpenter.kube.api.NodeClaimSpec;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.api.NodeClassReference;

/// Claims.
public final class NodeClaimMapping {
    private NodeClaimMapping() {}

    /// Maps a claim.
    ///
    /// @throws IllegalArgumentException naming field and value when it cannot be understood
    public static NodeClaim toCore(sh.karpenter.kube.api.NodeClaim claim) {
        var metadata = claim.getMetadata();
        try {
            return new NodeClaim(
                    metadata.getName(),
                    Objects.requireNonNullElse(metadata.getUid(), ""),
                    Objects.requireNonNullElse(
                            Times.parse("metadata.creationTimestamp", metadata.getCreationTimestamp()), Instant.EPOCH),
                    Times.parse("metadata.deletionTimestamp", metadata.getDeletionTimestamp()),
                    sorted(metadata.getLabels()),
                    sorted(metadata.getAnnotations()),
                    spec(claim.getSpec()),
                    status(claim.statusOrEmpty()));
        } catch (MalformedField bad) {
            throw new IllegalArgumentException("nodeclaim " + metadata.getName() + ", " + bad.getMessage(), bad);
        }
    }

    private static NodeClaim.Spec spec(NodeClaimSpec spec) {
        var resources = spec.resources();
        return new NodeClaim.Spec(
                RequirementMapping.toCore(spec.requirements()),
                ResourcesMapping.toCore("spec.resources.requests", resources == null ? null : resources.requests()),
                TaintMapping.ofWire(spec.taints()),
                TaintMapping.ofWire(spec.startupTaints()),
                nodeClass(spec.nodeClassRef()),
                spec.expireAfter() == null ? null : spec.expireAfter().duration(),
                spec.terminationGracePeriod());
    }

    /// The reference in the core's terms.
    public static NodeClassRef nodeClass(NodeClassReference reference) {
        return new NodeClassRef(
                Objects.requireNonNullElse(reference.group(), ""),
                Objects.requireNonNullElse(reference.kind(), ""),
                Objects.requireNonNullElse(reference.name(), ""));
    }

    private static NodeClaim.Status status(NodeClaimStatus status) {
        return new NodeClaim.Status(
                Objects.requireNonNullElse(status.providerID(), ""),
                Objects.requireNonNullElse(status.nodeName(), ""),
                Objects.requireNonNullElse(status.imageID(), ""),
                ResourcesMapping.toCore("status.capacity", status.capacity()),
                ResourcesMapping.toCore("status.allocatable", status.allocatable()),
                ConditionMapping.toCore(status.conditions()),
                status.lastPodEventTime());
    }

    private static SequencedMap<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
