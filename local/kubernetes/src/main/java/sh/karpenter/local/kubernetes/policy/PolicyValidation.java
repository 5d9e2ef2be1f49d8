package sh.karpenter.local.kubernetes.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.cel.Expressions;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Refuses policies and bindings that could not work: missing parts, and expressions that do not compile.
final class PolicyValidation {
    /// The names that expressions may use.
    static final List<String> NAMES =
            List.of("object", "oldObject", "request", "namespaceObject", "params", "variables");

    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

    private PolicyValidation() {}

    static void check(AdmissionRequest request, Lazy<Expressions> expressions) {
        @Nullable ObjectNode object = request.object();
        if (object == null || request.target().subresource() != null) {
            return;
        }
        List<FieldError> errors = new ArrayList<>();
        if (request.target().definition().names().kind().equals("ValidatingAdmissionPolicy")) {
            policy(object, expressions, errors);
        } else {
            binding(object, errors);
        }
        if (!errors.isEmpty()) {
            String kind = request.target().definition().names().qualifiedKind();
            throw ApiErrors.invalid(kind, request.target().name(), errors);
        }
    }

    private static void policy(ObjectNode policy, Lazy<Expressions> expressions, List<FieldError> errors) {
        if (Json.arrayAt(policy, "spec", "matchConstraints", "resourceRules").isEmpty()) {
            errors.add(FieldError.required("spec.matchConstraints.resourceRules", ""));
        }
        if (Json.arrayAt(policy, "spec", "validations").isEmpty()
                && Json.arrayAt(policy, "spec", "auditAnnotations").isEmpty()) {
            errors.add(FieldError.required(
                    "spec.validations", "validations or auditAnnotations must be specified and not be empty"));
        }
        for (String list : List.of("variables", "matchConditions", "validations")) {
            int at = 0;
            for (JsonNode entry : Json.arrayAt(policy, "spec", list)) {
                String path = "spec." + list + "[" + at++ + "]";
                expression(entry, path, "expression", true, expressions, errors);
                expression(entry, path, "messageExpression", false, expressions, errors);
            }
        }
    }

    private static void expression(
            JsonNode entry,
            String path,
            String field,
            boolean required,
            Lazy<Expressions> expressions,
            List<FieldError> errors) {
        String expression = Json.string(entry, field);
        if (expression.isBlank()) {
            if (required) {
                errors.add(FieldError.required(path + "." + field, field + " is not specified"));
            }
            return;
        }
        try {
            expressions.get().check(expression);
        } catch (Expressions.CompilationException e) {
            errors.add(FieldError.invalid(path + "." + field, expression, String.valueOf(e.getMessage())));
        }
    }

    private static void binding(ObjectNode binding, List<FieldError> errors) {
        if (Json.string(binding, "spec", "policyName").isEmpty()) {
            errors.add(FieldError.required("spec.policyName", ""));
        }
        var actions = Json.arrayAt(binding, "spec", "validationActions");
        if (actions.isEmpty()) {
            errors.add(FieldError.required("spec.validationActions", "at least one validation action is required"));
        }
        List<String> wanted =
                actions.valueStream().map(action -> action.asString("")).toList();
        int at = 0;
        for (JsonNode action : actions) {
            if (!ACTIONS.contains(action.asString(""))) {
                errors.add(FieldError.notSupported("spec.validationActions[" + at + "]", action, ACTIONS));
            }
            at++;
        }
        if (wanted.contains("Deny") && wanted.contains("Warn")) {
            errors.add(FieldError.invalid(
                    "spec.validationActions",
                    actions,
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API"
                            + " response and headers serves no purpose)"));
        }
    }
}
