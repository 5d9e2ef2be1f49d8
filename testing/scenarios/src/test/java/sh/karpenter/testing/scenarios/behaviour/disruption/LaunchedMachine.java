package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.cloud.Offering;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.model.label.Requirements;
import sh.karpenter.core.model.label.ValueSet;
import sh.karpenter.core.model.resource.Quantity;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of a claim: a machine of the cheapest offering that it may be launched at.
///
/// @param name of node and claim
/// @param claim what was asked for
/// @param labels says which labels an offering need not define
record LaunchedMachine(String name, ProposedNodeClaim claim, LabelVocabulary labels) {

    /// The node as case files have it.
    ObjectNode written() {
        InstanceType type = null;
        Offering offering = null;
        for (InstanceType possible : claim.types()) {
            Offering cheapest = cheapest(possible);
            if (cheapest != null && (offering == null || cheapest.pricePerHour() < offering.pricePerHour())) {
                type = possible;
                offering = cheapest;
            }
        }
        if (type == null || offering == null) {
            throw new IllegalStateException("nothing can be launched for " + claim);
        }
        ObjectNode node = JsonMapper.shared().createObjectNode().put("name", name);
        ObjectNode own = node.putObject("labels");
        claim.pool().labels().forEach(own::put);
        for (Requirements requirements : List.of(type.requirements(), claim.requirements(), offering.requirements())) {
            requirements.byKey().forEach((key, requirement) -> {
                if (requirement.values() instanceof ValueSet.Only only
                        && only.values().size() == 1) {
                    own.put(key, only.values().first());
                }
            });
        }
        own.put(LabelKeys.NODE_POOL, claim.pool().name());
        own.put(LabelKeys.HOSTNAME, name);
        amounts(type.capacity(), node.putObject("capacity"));
        amounts(type.allocatable(offering), node.putObject("allocatable"));
        return node;
    }

    private @Nullable Offering cheapest(InstanceType type) {
        Offering cheapest = null;
        for (Offering offering : type.offerings()) {
            boolean buys = offering.launchable()
                    && claim.requirements().compatible(offering.requirements(), labels.wellKnown());
            if (buys && (cheapest == null || offering.pricePerHour() < cheapest.pricePerHour())) {
                cheapest = offering;
            }
        }
        return cheapest;
    }

    private static void amounts(Resources resources, ObjectNode written) {
        resources.amounts().forEach((resource, amount) -> written.put(resource, Quantity.format(resource, amount)));
    }
}
