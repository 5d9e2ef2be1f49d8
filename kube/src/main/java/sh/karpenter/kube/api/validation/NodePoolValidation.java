package sh.karpenter.kube.api.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.kube.api.NodeClaimTemplateSpec;
import sh.karpenter.kube.api.NodePoolSpec;
import sh.karpenter.kube.api.NodeRequirement;
import sh.karpenter.kube.api.Taint;
import sh.karpenter.kube.api.TemplateMetadata;

/// Checks what a pool's schema lets through. A pool with errors launches nothing; they become the message of
/// its condition `ValidationSucceeded`.
public final class NodePoolValidation {
    private static final String CLAIM = "spec.template.spec.";
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute", "");

    private final ValidationRules rules;
    private final List<FieldError> errors = new ArrayList<>();
    private final List<InvalidValues> warnings = new ArrayList<>();

    private NodePoolValidation(ValidationRules rules) {
        this.rules = rules;
    }

    /// All findings, in order of the fields.
    public static Findings check(NodePoolSpec spec, ValidationRules rules) {
        NodePoolValidation validation = new NodePoolValidation(rules);
        validation.checkLabels(spec.template().metadata());
        validation.checkTaints(spec.template().spec());
        validation.checkRequirements(spec.template().spec().requirements());
        return new Findings(List.copyOf(validation.errors), List.copyOf(validation.warnings));
    }

    private void checkLabels(@Nullable TemplateMetadata metadata) {
        Map<String, String> labels = metadata == null ? null : metadata.labels();
        if (labels == null) {
            return;
        }
        labels.forEach((key, value) -> {
            String field = "spec.template.metadata.labels[" + key + "]";
            if (key.equals(LabelKeys.NODE_POOL)) {
                error(field, "label is restricted: the pool's name is set by Karpenter");
            }
            problem(field, key, KubernetesNames.problemOfQualifiedName(key));
            problem(field, value, KubernetesNames.problemOfLabelValue(value));
            String restriction = rules.restriction(key);
            if (restriction != null) {
                error(field, restriction);
            }
        });
    }

    private void checkTaints(NodeClaimTemplateSpec spec) {
        Set<String> seen = new HashSet<>();
        checkTaints(CLAIM + "taints", spec.taints(), seen);
        checkTaints(CLAIM + "startupTaints", spec.startupTaints(), seen);
    }

    private void checkTaints(String list, @Nullable List<Taint> taints, Set<String> seen) {
        if (taints == null) {
            return;
        }
        for (int i = 0; i < taints.size(); i++) {
            Taint taint = taints.get(i);
            String field = list + "[" + i + "]";
            if (taint.key().isEmpty()) {
                error(field + ".key", "a taint must have a key");
            } else {
                problem(field + ".key", taint.key(), KubernetesNames.problemOfQualifiedName(taint.key()));
            }
            String value = taint.value();
            if (value != null && !value.isEmpty()) {
                problem(field + ".value", value, KubernetesNames.problemOfQualifiedName(value));
            }
            if (!EFFECTS.contains(taint.effect())) {
                error(field + ".effect", "\"" + taint.effect() + "\" is not one of " + EFFECTS.subList(0, 3));
            }
            if (!seen.add(taint.key() + ":" + taint.effect())) {
                error(
                        field,
                        "duplicate taint " + taint.key() + ":" + taint.effect()
                                + "; key and effect must be unique over taints and startupTaints");
            }
        }
    }

    private void checkRequirements(List<NodeRequirement> requirements) {
        for (int i = 0; i < requirements.size(); i++) {
            NodeRequirement requirement = requirements.get(i);
            String field = CLAIM + "requirements[" + i + "]";
            if (requirement.key().equals(LabelKeys.NODE_POOL)) {
                error(field + ".key", LabelKeys.NODE_POOL + " is restricted: the pool's name is set by Karpenter");
            }
            Findings findings = RequirementValidation.check(field, requirement, rules);
            errors.addAll(findings.errors());
            warnings.addAll(findings.warnings());
        }
    }

    private void problem(String field, String value, @Nullable String problem) {
        if (problem != null) {
            error(field, "\"" + value + "\": " + problem);
        }
    }

    private void error(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
