package sh.karpenter.providers.aws.launch;

import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.Requirement;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.node.NodeClaim;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.providers.aws.label.AwsLabels;

/// What a claim needs of its machine.
///
/// @param requirements what the machine must be
/// @param requests what it must hold at least
/// @param minValues by label: how many different values must stay possible
public record LaunchNeed(Requirements requirements, Resources requests, SequencedMap<String, Integer> minValues) {

    /// Reads a claim.
    ///
    /// @throws IllegalArgumentException when a requirement cannot be understood, which admission prevents
    public static LaunchNeed of(NodeClaim claim) {
        Requirements requirements = Requirements.of(claim.spec().requirements(), AwsLabels.vocabulary());
        var minimums = new TreeMap<String, Integer>();
        for (Requirement requirement : requirements.byKey().values()) {
            if (requirement.minValues() != null) {
                minimums.put(requirement.key(), requirement.minValues());
            }
        }
        return new LaunchNeed(requirements, claim.spec().requests(), minimums);
    }

    /// Whether the type can be what is needed, in some offering.
    boolean suits(InstanceType type) {
        return requirements.compatible(type.requirements(), wellKnown())
                && type.offerings().stream()
                        .anyMatch(offering -> suits(offering) && requests.fitsIn(type.allocatable(offering)));
    }

    /// Whether an offering can be bought now and is what is needed.
    boolean suits(Offering offering) {
        return offering.launchable() && requirements.compatible(offering.requirements(), wellKnown());
    }

    /// Whether a machine bought in that way would do.
    boolean allows(String capacityType) {
        return requirements.values(LabelKeys.CAPACITY_TYPE).contains(capacityType);
    }

    /// The same need, for machines bought in one way.
    LaunchNeed boughtAs(String capacityType) {
        return new LaunchNeed(
                requirements.with(Requirement.in(LabelKeys.CAPACITY_TYPE, capacityType)), requests, minValues);
    }

    private static Set<String> wellKnown() {
        return AwsLabels.vocabulary().wellKnown();
    }
}
