package sh.karpenter.controllers.nodeclaim.lifecycle;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import sh.karpenter.controllers.nodeclaim.claim.ClaimDraft;
import sh.karpenter.core.cloud.Instance;
import sh.karpenter.kube.api.NodeClaimStatus;
import sh.karpenter.kube.mapping.ResourcesMapping;

/// Writes a machine into the claim that it was launched for.
final class Adoption {
    private Adoption() {}

    /// Labels: the claim's win over the machine's. Annotations: the machine's win over the claim's.
    static void adopt(ClaimDraft draft, Instance instance) {
        var metadata = draft.claim().getMetadata();
        var labels = new TreeMap<>(instance.labels());
        labels.putAll(Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of()));
        var annotations =
                new TreeMap<>(Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of()));
        annotations.putAll(instance.annotations());
        draft.labels(labels)
                .annotations(annotations)
                .status(status -> new NodeClaimStatus(
                        status.nodeName(),
                        instance.providerId(),
                        instance.imageId(),
                        ResourcesMapping.toWire(instance.capacity()),
                        ResourcesMapping.toWire(instance.allocatable()),
                        status.conditions(),
                        status.lastPodEventTime()));
    }
}
