package sh.karpenter.local.kubernetes.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sh.karpenter.local.kubernetes.cel.Expressions;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One policy over one request and one parameter object.
final class PolicyEvaluation {
    private static final int LONGEST_MESSAGE = 5 * 1024;

    private final Expressions expressions;
    private final ObjectNode spec;
    private final PolicyVariables variables;
    private final Map<String, Object> names;

    /// @param spec of the policy
    /// @param context what expressions may read besides the policy's own variables
    PolicyEvaluation(Expressions expressions, ObjectNode spec, Map<String, Object> context) {
        this.expressions = expressions;
        this.spec = spec;
        this.variables = PolicyVariables.of(expressions, spec, context);
        this.names = new HashMap<>(context);
        this.names.put("variables", variables.values());
    }

    /// What the policy has against the request; empty when nothing.
    List<Denial> denials() {
        try {
            for (JsonNode condition : Json.arrayAt(spec, "matchConditions")) {
                if (!isTrue(Json.string(condition, "expression"))) {
                    return List.of();
                }
            }
        } catch (IllegalArgumentException e) {
            return failed(spec, variables.explain(e.getMessage()));
        }
        List<Denial> denials = new ArrayList<>();
        for (JsonNode validation : Json.arrayAt(spec, "validations")) {
            String expression = Json.string(validation, "expression");
            try {
                if (!isTrue(expression)) {
                    String reason = Json.string(validation, "reason");
                    denials.add(new Denial(
                            reason.isEmpty() ? Denial.DEFAULT_REASON : reason, message(validation, expression)));
                }
            } catch (IllegalArgumentException e) {
                String why = "expression '" + expression + "' resulted in error: " + variables.explain(e.getMessage());
                denials.addAll(failed(spec, why));
            }
        }
        return denials;
    }

    /// What follows from a policy that cannot be evaluated: nothing when its failure policy is `Ignore`.
    static List<Denial> failed(ObjectNode spec, String why) {
        return Json.string(spec, "failurePolicy").equals("Ignore")
                ? List.of()
                : List.of(new Denial(Denial.DEFAULT_REASON, why));
    }

    private boolean isTrue(String expression) {
        return Boolean.TRUE.equals(expressions.evaluate(expression, names));
    }

    private String message(JsonNode validation, String expression) {
        String computed = computedMessage(Json.string(validation, "messageExpression"));
        if (!computed.isEmpty()) {
            return computed;
        }
        String fixed = Json.string(validation, "message").strip();
        return fixed.isEmpty() ? "failed expression: " + expression.strip() : fixed;
    }

    /// The value of the message expression; empty when it is none that can be shown.
    private String computedMessage(String expression) {
        if (expression.isEmpty()) {
            return "";
        }
        try {
            if (expressions.evaluate(expression, names) instanceof String text) {
                String message = text.strip();
                return message.length() > LONGEST_MESSAGE || message.contains("\n") ? "" : message;
            }
            return "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
