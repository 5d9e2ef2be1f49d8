package sh.karpenter.controllers.nodeclaim.disruption;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.model.label.LabelExpression;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.kube.api.AnnotationKeys;

/// Judges whether a claim is still what its pool asks for. Each check gives the reason of the condition Drifted,
/// or null.
final class Drift {
    static final String NODE_POOL_DRIFTED = "NodePoolDrifted";
    static final String REQUIREMENTS_DRIFTED = "RequirementsDrifted";
    static final String INSTANCE_TYPE_NOT_FOUND = "InstanceTypeNotFound";

    private Drift() {}

    /// Whether the pool's template has changed. Hashes of different versions, and missing ones, are not compared.
    static @Nullable String template(String poolHash, String poolVersion, Map<String, String> claimAnnotations) {
        String claimHash = claimAnnotations.getOrDefault(AnnotationKeys.NODE_POOL_HASH, "");
        String claimVersion = claimAnnotations.getOrDefault(AnnotationKeys.NODE_POOL_HASH_VERSION, "");
        boolean known =
                !poolHash.isEmpty() && !claimHash.isEmpty() && !poolVersion.isEmpty() && !claimVersion.isEmpty();
        return known && poolVersion.equals(claimVersion) && !poolHash.equals(claimHash) ? NODE_POOL_DRIFTED : null;
    }

    /// Whether the claim's labels do not satisfy the pool's requirements any more. A required key that the
    /// claim does not carry at all is a change too.
    static @Nullable String requirements(
            List<LabelExpression> pool, SequencedMap<String, String> claimLabels, LabelVocabulary vocabulary) {
        return Requirements.ofLabels(claimLabels).compatible(Requirements.of(pool, vocabulary), Collections.emptySet())
                ? null
                : REQUIREMENTS_DRIFTED;
    }

    /// Whether the claim's machine type, or its way to buy it, is not on offer any more; being sold out does
    /// not count. A machine of a reservation that ended goes on as on-demand, which is no drift.
    static @Nullable String instanceType(
            List<InstanceType> types, SequencedMap<String, String> claimLabels, LabelVocabulary vocabulary) {
        String name = claimLabels.getOrDefault(LabelKeys.INSTANCE_TYPE, "");
        Requirements machine = Requirements.ofLabels(claimLabels);
        if (LabelKeys.RESERVED.equals(claimLabels.get(LabelKeys.CAPACITY_TYPE))) {
            machine = machine.with(Requirement.in(LabelKeys.CAPACITY_TYPE, LabelKeys.RESERVED, LabelKeys.ON_DEMAND));
            for (String label : vocabulary.reserved()) {
                machine = machine.without(label);
            }
        }
        for (InstanceType type : types) {
            if (type.name().equals(name)) {
                Requirements wanted = machine;
                return type.offerings().stream()
                                .anyMatch(
                                        offering -> wanted.compatible(offering.requirements(), vocabulary.wellKnown()))
                        ? null
                        : INSTANCE_TYPE_NOT_FOUND;
            }
        }
        return INSTANCE_TYPE_NOT_FOUND;
    }
}
