package sh.karpenter.kube.api.validation;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.overlay.NodeOverlaySpec;

/// Checks what an overlay's schema lets through. The API server of an old cluster may not know the schema's
/// rules, so some are repeated here.
public final class NodeOverlayValidation {
    private static final List<String> WELL_KNOWN_RESOURCES = List.of("cpu", "memory", "ephemeral-storage", "pods");

    private NodeOverlayValidation() {}

    /// All findings, in order of the fields.
    public static Findings check(NodeOverlaySpec spec, ValidationRules rules) {
        List<FieldError> errors = new ArrayList<>();
        List<InvalidValues> warnings = new ArrayList<>();
        List<NodeRequirement> requirements = spec.requirements();
        for (int i = 0; i < requirements.size(); i++) {
            NodeRequirement requirement = requirements.get(i);
            String field = "spec.requirements[" + i + "]";
            Findings findings = RequirementValidation.check(field, requirement, rules);
            errors.addAll(findings.errors());
            warnings.addAll(findings.warnings());
            List<String> values = requirement.values();
            if (requirement.operator().equals("NotIn") && (values == null || values.isEmpty())) {
                errors.add(new FieldError(
                        field, "key " + requirement.key() + " with operator NotIn must have a value defined"));
            }
        }
        Map<String, Quantity> capacity = spec.capacity();
        if (capacity != null) {
            for (String resource : WELL_KNOWN_RESOURCES) {
                if (capacity.containsKey(resource)) {
                    errors.add(new FieldError(
                            "spec.capacity[" + resource + "]", "invalid resource restricted: the provider knows it"));
                }
            }
        }
        return new Findings(List.copyOf(errors), List.copyOf(warnings));
    }
}
