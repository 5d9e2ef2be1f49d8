package sh.karpenter.local.kubernetes.policy;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cel.Expressions;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `variables` of a policy as expressions see them; each may read those before it. One that cannot be
/// evaluated is absent, which is no fault unless an expression comes to read it.
///
/// @param values by name
/// @param faults why the absent ones are
record PolicyVariables(Map<String, Object> values, Map<String, String> faults) {
    private static final String ABSENT = "no such key: ";

    /// @param spec of the policy
    /// @param context the other names that expressions may use
    static PolicyVariables of(Expressions expressions, ObjectNode spec, Map<String, Object> context) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, String> faults = new HashMap<>();
        PolicyVariables variables = new PolicyVariables(values, faults);
        Map<String, Object> names = new HashMap<>(context);
        names.put("variables", Collections.unmodifiableMap(values));
        for (JsonNode variable : Json.arrayAt(spec, "variables")) {
            String name = Json.string(variable, "name");
            try {
                values.put(name, expressions.evaluate(Json.string(variable, "expression"), names));
            } catch (IllegalArgumentException e) {
                faults.put(
                        name,
                        "composited variable \"" + name + "\" fails to evaluate: " + variables.explain(e.getMessage()));
            }
        }
        return variables;
    }

    /// The text of a fault in an expression, with its cause if it is an absent variable.
    String explain(@Nullable String fault) {
        if (fault == null) {
            return "evaluation failed";
        }
        return fault.startsWith(ABSENT) ? faults.getOrDefault(fault.substring(ABSENT.length()), fault) : fault;
    }
}
