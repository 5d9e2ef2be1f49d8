package sh.karpenter.local.kubernetes.schema;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks a value against a schema, everything except CEL rules. Messages are those of the API server.
///
/// With an old value, a subtree that did not change is not judged again: a schema may become stricter
/// without locking up the objects that are already there.
public final class SchemaValidation {
    private final List<FieldError> errors = new ArrayList<>();

    private SchemaValidation() {}

    /// The errors in a value.
    ///
    /// @param old the value before an update, null on creation
    /// @param path where the value is, empty for a whole object
    public static List<FieldError> check(JsonNode value, @Nullable JsonNode old, JsonSchema schema, String path) {
        SchemaValidation validation = new SchemaValidation();
        validation.visit(value, old, schema, path);
        return validation.errors;
    }

    private void visit(JsonNode value, @Nullable JsonNode old, JsonSchema schema, String path) {
        if (old != null && old.equals(value)) {
            return;
        }
        if (value.isNull() && schema.isNullable()) {
            return;
        }
        if (!isOfType(value, schema)) {
            String found = typeName(value);
            errors.add(new FieldError(
                    FieldError.Type.TYPE_INVALID,
                    path,
                    '"' + found + '"',
                    subject(path) + "must be of type " + wantedType(schema) + ": \"" + found + '"'));
            return;
        }
        enumeration(value, schema, path);
        switch (value) {
            case ObjectNode object -> object(object, old, schema, path);
            case ArrayNode array -> array(array, old, schema, path);
            default -> {
                if (value.isString()) {
                    string(value, schema, path);
                } else if (value.isNumber()) {
                    number(value, schema, path);
                }
            }
        }
        combinations(value, schema, path);
    }

    private void object(ObjectNode object, @Nullable JsonNode old, JsonSchema schema, String path) {
        for (String name : schema.required()) {
            if (object.get(name) == null) {
                errors.add(FieldError.required(join(path, name), ""));
            }
        }
        BigDecimal most = schema.bound("maxProperties");
        if (most != null && object.size() > most.longValue()) {
            errors.add(tooMany(path, object.size(), most));
        }
        BigDecimal least = schema.bound("minProperties");
        if (least != null && object.size() < least.longValue()) {
            errors.add(invalid(path, object, "should have at least " + least.toPlainString() + " properties"));
        }
        for (var member : object.properties()) {
            JsonSchema declared = schema.member(member.getKey());
            if (declared != null) {
                JsonNode before = old == null ? null : old.get(member.getKey());
                visit(member.getValue(), before, declared, join(path, member.getKey()));
            }
        }
    }

    private void array(ArrayNode array, @Nullable JsonNode old, JsonSchema schema, String path) {
        BigDecimal most = schema.bound("maxItems");
        if (most != null && array.size() > most.longValue()) {
            errors.add(tooMany(path, array.size(), most));
        }
        BigDecimal least = schema.bound("minItems");
        if (least != null && array.size() < least.longValue()) {
            errors.add(invalid(
                    path, array.numberNode(array.size()), "should have at least " + least.toPlainString() + " items"));
        }
        Correlation correlation = new Correlation(schema);
        JsonSchema items = schema.items();
        if (items != null) {
            for (int at = 0; at < array.size(); at++) {
                visit(array.get(at), correlation.find(old, array.get(at)), items, path + "[" + at + "]");
            }
        }
        uniqueness(array, schema, path, correlation);
    }

    private void uniqueness(ArrayNode array, JsonSchema schema, String path, Correlation correlation) {
        if (schema.listType() == JsonSchema.ListType.ATOMIC) {
            return;
        }
        Set<JsonNode> seen = new LinkedHashSet<>();
        for (int at = 0; at < array.size(); at++) {
            JsonNode key = correlation.key(array.get(at));
            if (!seen.add(key)) {
                errors.add(FieldError.duplicate(path + "[" + at + "]", key));
            }
        }
    }

    private void string(JsonNode value, JsonSchema schema, String path) {
        String text = value.stringValue();
        int length = text.codePointCount(0, text.length());
        BigDecimal most = schema.bound("maxLength");
        if (most != null && length > most.longValue()) {
            errors.add(new FieldError(
                    FieldError.Type.TOO_LONG, path, "", "may not be more than " + most.toPlainString() + " bytes"));
        }
        BigDecimal least = schema.bound("minLength");
        if (least != null && length < least.longValue()) {
            errors.add(invalid(path, value, "should be at least " + least.toPlainString() + " chars long"));
        }
        Pattern pattern = schema.pattern();
        if (pattern != null && !pattern.matcher(text).find()) {
            errors.add(invalid(path, value, "should match '" + pattern.pattern() + "'"));
        }
        if (!Formats.matches(schema.format(), text)) {
            errors.add(new FieldError(
                    FieldError.Type.TYPE_INVALID,
                    path,
                    Json.text(value),
                    subject(path) + "must be of type " + schema.format() + ": " + Json.text(value)));
        }
    }

    private void number(JsonNode value, JsonSchema schema, String path) {
        BigDecimal number = value.decimalValue();
        BigDecimal least = schema.bound("minimum");
        if (least != null) {
            boolean exclusive = schema.isExclusive("exclusiveMinimum");
            int order = number.compareTo(least);
            if (exclusive ? order <= 0 : order < 0) {
                errors.add(invalid(
                        path,
                        value,
                        "should be greater than " + (exclusive ? "" : "or equal to ") + least.toPlainString()));
            }
        }
        BigDecimal most = schema.bound("maximum");
        if (most != null) {
            boolean exclusive = schema.isExclusive("exclusiveMaximum");
            int order = number.compareTo(most);
            if (exclusive ? order >= 0 : order > 0) {
                errors.add(invalid(
                        path,
                        value,
                        "should be less than " + (exclusive ? "" : "or equal to ") + most.toPlainString()));
            }
        }
        BigDecimal factor = schema.bound("multipleOf");
        if (factor != null && factor.signum() != 0 && number.remainder(factor).signum() != 0) {
            errors.add(invalid(path, value, "should be a multiple of " + factor.toPlainString()));
        }
        if (!Formats.inRange(schema.format(), number)) {
            errors.add(invalid(path, value, "must be of type " + schema.format() + ": " + Json.text(value)));
        }
    }

    private void enumeration(JsonNode value, JsonSchema schema, String path) {
        ArrayNode allowed = schema.enumeration();
        if (allowed == null) {
            return;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode candidate : allowed) {
            if (Json.same(candidate, value)) {
                return;
            }
            texts.add(candidate.asString(Json.text(candidate)));
        }
        errors.add(FieldError.notSupported(path, value, texts));
    }

    private void combinations(JsonNode value, JsonSchema schema, String path) {
        for (JsonSchema part : schema.allOf()) {
            visit(value, null, part, path);
        }
        if (!schema.anyOf().isEmpty() && count(value, schema.anyOf(), path) == 0) {
            errors.add(invalid(path, value, "must validate at least one schema (anyOf)"));
        }
        if (!schema.oneOf().isEmpty()) {
            int matching = count(value, schema.oneOf(), path);
            if (matching != 1) {
                errors.add(FieldError.invalid(
                        "",
                        "",
                        "\"" + path + "\" must validate one and only one schema (oneOf). Found "
                                + (matching == 0 ? "none valid" : matching + " valid alternatives")));
            }
        }
        JsonSchema not = schema.not();
        if (not != null && check(value, null, not, path).isEmpty()) {
            errors.add(invalid(path, value, "must not validate the schema (not)"));
        }
    }

    private static int count(JsonNode value, List<JsonSchema> schemas, String path) {
        int matching = 0;
        for (JsonSchema schema : schemas) {
            matching += check(value, null, schema, path).isEmpty() ? 1 : 0;
        }
        return matching;
    }

    private static FieldError invalid(String path, JsonNode value, String what) {
        return FieldError.invalid(path, value, subject(path) + what);
    }

    private static FieldError tooMany(String path, int size, BigDecimal most) {
        return new FieldError(
                FieldError.Type.TOO_MANY,
                path,
                Integer.toString(size),
                "must have at most " + most.toPlainString() + (most.intValue() == 1 ? " item" : " items"));
    }

    private static String subject(String path) {
        return (path.isEmpty() ? "<nil>" : path) + " in body ";
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean isOfType(JsonNode value, JsonSchema schema) {
        if (schema.isIntOrString()) {
            return value.isString() || isInteger(value);
        }
        return switch (schema.type()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> isInteger(value);
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static boolean isInteger(JsonNode value) {
        return value.isIntegralNumber()
                || (value.isNumber()
                        && value.decimalValue().stripTrailingZeros().scale() <= 0);
    }

    private static String wantedType(JsonSchema schema) {
        return schema.isIntOrString() ? "integer,string" : schema.type();
    }

    private static String typeName(JsonNode value) {
        if (value.isObject()) {
            return "object";
        }
        if (value.isArray()) {
            return "array";
        }
        if (value.isString()) {
            return "string";
        }
        if (value.isBoolean()) {
            return "boolean";
        }
        if (value.isNull()) {
            return "null";
        }
        return isInteger(value) ? "integer" : "number";
    }
}
