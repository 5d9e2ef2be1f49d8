package sh.karpenter.local.kubernetes.policy;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.cel.Expressions;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The `variables` of a policy as expressions see them. Each is evaluated when it is first read, and only once;
/// it may read those before it.
final class PolicyVariables extends AbstractMap<String, Object> {
    private final Expressions expressions;
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Object> context;

    /// @param spec of the policy
    /// @param context the other names that expressions may use
    PolicyVariables(Expressions expressions, ObjectNode spec, Map<String, Object> context) {
        this.expressions = expressions;
        this.context = context;
        for (JsonNode variable : Json.arrayAt(spec, "variables")) {
            definitions.put(Json.string(variable, "name"), Json.string(variable, "expression"));
        }
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return name instanceof String && definitions.containsKey(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        if (!(name instanceof String text) || !definitions.containsKey(text)) {
            return null;
        }
        Object known = values.get(text);
        if (known == null) {
            known = evaluate(text);
            values.put(text, known);
        }
        return known;
    }

    private Object evaluate(String name) {
        Map<String, Object> names = new HashMap<>(context);
        names.put("variables", this);
        try {
            return expressions.evaluate(definitions.getOrDefault(name, ""), names);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "composited variable \"" + name + "\" fails to evaluate: " + e.getMessage(), e);
        }
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name : definitions.keySet()) {
            all.put(name, java.util.Objects.requireNonNull(get(name)));
        }
        return all.entrySet();
    }
}
