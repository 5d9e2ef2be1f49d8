package sh.karpenter.local.kubernetes.cel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import sh.karpenter.local.kubernetes.schema.Correlation;
import sh.karpenter.local.kubernetes.schema.JsonSchema;
import sh.karpenter.local.kubernetes.schema.JsonSchema.Rule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Evaluates the CEL rules of a schema over an object.
///
/// A rule that mentions `oldSelf` is a *transition rule*: it runs on updates only, and only where the old
/// value can be found, which is not the case below lists other than those of type *map*. Other rules do not
/// judge a subtree again that did not change.
public final class RuleValidation {
    private static final Lazy<Expressions> EXPRESSIONS = new Lazy<>(() -> new Expressions(List.of("self", "oldSelf")));
    private static final Pattern OLD = Pattern.compile("\\boldSelf\\b");

    private final List<FieldError> errors = new ArrayList<>();

    private RuleValidation() {}

    /// The violations of rules in an object.
    ///
    /// @param old the object before an update, null on creation
    public static List<FieldError> check(ObjectNode object, @Nullable ObjectNode old, JsonSchema schema) {
        if (!hasRules(schema)) {
            return List.of();
        }
        RuleValidation validation = new RuleValidation();
        validation.visit(object, old, schema, "");
        return validation.errors;
    }

    /// Whether a schema has a rule anywhere; when not, nothing of CEL needs to be loaded.
    public static boolean hasRules(JsonSchema schema) {
        if (!schema.rules().isEmpty()) {
            return true;
        }
        JsonSchema items = schema.items();
        JsonSchema values = schema.additionalProperties();
        return (items != null && hasRules(items))
                || (values != null && hasRules(values))
                || schema.properties().values().stream().anyMatch(RuleValidation::hasRules);
    }

    private void visit(JsonNode value, @Nullable JsonNode old, JsonSchema schema, String path) {
        if (value.isNull()) {
            return;
        }
        boolean unchanged = old != null && old.equals(value);
        for (Rule rule : schema.rules()) {
            boolean transition = OLD.matcher(rule.rule()).find();
            boolean skipped = transition ? old == null && !rule.optionalOldSelf() : unchanged;
            if (!skipped) {
                evaluate(rule, transition, value, old, schema, path);
            }
        }
        switch (value) {
            case ObjectNode object -> {
                for (var member : object.properties()) {
                    JsonSchema declared = schema.member(member.getKey());
                    if (declared != null) {
                        JsonNode before = old == null || schema.isAtomicMap() ? null : old.get(member.getKey());
                        visit(member.getValue(), before, declared, join(path, schema, member.getKey()));
                    }
                }
            }
            case ArrayNode array -> {
                JsonSchema items = schema.items();
                Correlation correlation = new Correlation(schema);
                for (int at = 0; items != null && at < array.size(); at++) {
                    JsonNode element = array.get(at);
                    JsonNode before = unchanged ? element : correlation.find(old, element);
                    boolean known = schema.listType() == JsonSchema.ListType.MAP;
                    visitElement(element, before, known, items, path + "[" + at + "]");
                }
            }
            default -> {}
        }
    }

    /// Elements of a list that has no identities are judged by plain rules when the list changed, and never by
    /// transition rules.
    private void visitElement(
            JsonNode element, @Nullable JsonNode before, boolean correlatable, JsonSchema items, String path) {
        if (correlatable || before == null) {
            visit(element, before, items, path);
        }
    }

    private void evaluate(
            Rule rule, boolean transition, JsonNode value, @Nullable JsonNode old, JsonSchema schema, String path) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("self", CelValues.of(value, schema));
        if (transition && rule.optionalOldSelf()) {
            variables.put("oldSelf", old == null ? Optional.empty() : Optional.of(CelValues.of(old, schema)));
        } else if (transition && old != null) {
            variables.put("oldSelf", CelValues.of(old, schema));
        }
        try {
            Object result = EXPRESSIONS.get().evaluate(rule.rule(), variables);
            if (!Boolean.TRUE.equals(result)) {
                errors.add(error(rule, value, path, message(rule, variables)));
            }
        } catch (Expressions.CompilationException e) {
            errors.add(new FieldError(
                    FieldError.Type.INVALID, path, shown(value), "rule compile error: " + e.getMessage()));
        } catch (IllegalArgumentException e) {
            String text = e.getMessage() + " evaluating rule: " + ruleText(rule);
            errors.add(new FieldError(FieldError.Type.INVALID, path, shown(value), text));
        }
    }

    private static String ruleText(Rule rule) {
        return (rule.message().isEmpty() ? rule.rule() : rule.message()).strip();
    }

    private static String message(Rule rule, Map<String, Object> variables) {
        if (!rule.messageExpression().isEmpty()) {
            try {
                if (EXPRESSIONS.get().evaluate(rule.messageExpression(), variables) instanceof String text
                        && !text.isBlank()) {
                    return text;
                }
            } catch (IllegalArgumentException e) {
                return fixedMessage(rule);
            }
        }
        return fixedMessage(rule);
    }

    private static String fixedMessage(Rule rule) {
        return rule.message().isEmpty() ? "failed rule: " + rule.rule() : rule.message();
    }

    private static FieldError error(Rule rule, JsonNode value, String path, String message) {
        String field = path + (path.isEmpty() ? rule.fieldPath().replaceFirst("^\\.", "") : rule.fieldPath());
        return switch (rule.reason()) {
            case "FieldValueForbidden" -> FieldError.forbidden(field, message);
            case "FieldValueRequired" -> FieldError.required(field, message);
            case "FieldValueDuplicate" -> new FieldError(FieldError.Type.DUPLICATE, field, shown(value), message);
            default -> new FieldError(FieldError.Type.INVALID, field, shown(value), message);
        };
    }

    private static String shown(JsonNode value) {
        return value.isContainer() ? "" : Json.text(value);
    }

    private static String join(String path, JsonSchema schema, String name) {
        if (path.isEmpty()) {
            return name;
        }
        return schema.properties().containsKey(name) ? path + "." + name : path + "[" + name + "]";
    }
}
