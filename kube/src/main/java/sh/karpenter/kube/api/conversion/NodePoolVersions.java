package sh.karpenter.kube.api.conversion;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// NodePool between v1beta1 and v1.
///
/// | v1beta1 | v1 |
/// |---|---|
/// | `template.spec.kubelet` | an annotation |
/// | `template.spec.nodeClassRef.apiVersion` | `group` |
/// | `disruption.expireAfter` | `template.spec.expireAfter` |
/// | `WhenUnderutilized`, without `consolidateAfter` | `WhenEmptyOrUnderutilized`, `consolidateAfter: 0s` |
final class NodePoolVersions implements VersionedKind {
    private static final String OLD_POLICY = "WhenUnderutilized";
    private static final String NEW_POLICY = "WhenEmptyOrUnderutilized";

    @Override
    public String group() {
        return "karpenter.sh";
    }

    @Override
    public String kind() {
        return "NodePool";
    }

    @Override
    public void upgrade(ObjectNode object, ConversionSettings settings) {
        ObjectNode spec = Trees.object(object, "spec");
        if (spec == null) {
            return;
        }
        ObjectNode disruption = Trees.object(spec, "disruption");
        JsonNode expireAfter = disruption == null ? null : disruption.remove("expireAfter");
        ObjectNode claim = Trees.object(Trees.object(spec, "template"), "spec");
        if (claim != null) {
            claim.remove("resources");
            SharedFields.keepKubelet(object, claim);
            SharedFields.upgradeReference(object, claim, settings);
            if (expireAfter != null) {
                claim.set("expireAfter", expireAfter);
            }
        }
        if (disruption != null && OLD_POLICY.equals(Trees.text(disruption, "consolidationPolicy"))) {
            disruption.put("consolidationPolicy", NEW_POLICY);
            if (!disruption.has("consolidateAfter")) {
                disruption.put("consolidateAfter", "0s");
            }
        }
    }

    @Override
    public void downgrade(ObjectNode object, ConversionSettings settings) {
        Trees.removeAnnotation(object, CompatibilityAnnotations.STORED_VERSION_MIGRATED);
        ObjectNode spec = Trees.object(object, "spec");
        if (spec == null) {
            return;
        }
        spec.remove("replicas");
        ObjectNode claim = Trees.object(Trees.object(spec, "template"), "spec");
        if (claim != null) {
            JsonNode expireAfter = claim.remove("expireAfter");
            if (expireAfter != null) {
                Trees.need(spec, "disruption").set("expireAfter", expireAfter);
            }
            claim.remove("terminationGracePeriod");
            SharedFields.restoreKubelet(object, claim);
            SharedFields.downgradeReference(object, claim, settings);
            SharedFields.downgradeRequirements(claim);
        }
        ObjectNode disruption = Trees.object(spec, "disruption");
        if (disruption != null) {
            downgradeDisruption(disruption);
        }
    }

    /// v1beta1 forbids any wait but `Never` together with its policy, and an object that it forbids could not
    /// be written back.
    private static void downgradeDisruption(ObjectNode disruption) {
        String policy = Trees.text(disruption, "consolidationPolicy");
        if (NEW_POLICY.equals(policy) || "Balanced".equals(policy)) {
            disruption.put("consolidationPolicy", OLD_POLICY);
            if (!"Never".equals(Trees.text(disruption, "consolidateAfter"))) {
                disruption.remove("consolidateAfter");
            }
        }
        ArrayNode budgets = Trees.array(disruption, "budgets");
        if (budgets != null) {
            for (JsonNode budget : budgets) {
                if (budget instanceof ObjectNode fields) {
                    fields.remove("reasons");
                }
            }
        }
    }
}
