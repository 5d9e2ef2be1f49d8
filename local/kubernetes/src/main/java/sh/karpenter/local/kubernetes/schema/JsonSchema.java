package sh.karpenter.local.kubernetes.schema;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One node of an OpenAPI v3 schema with Kubernetes' extensions, read once and immutable.
public final class JsonSchema {
    private final ObjectNode source;
    private final SequencedMap<String, JsonSchema> properties;
    private final @Nullable JsonSchema items;
    private final @Nullable JsonSchema additionalProperties;
    private final List<JsonSchema> allOf;
    private final List<JsonSchema> anyOf;
    private final List<JsonSchema> oneOf;
    private final @Nullable JsonSchema not;
    private final List<Rule> rules;
    private final @Nullable Lazy<Pattern> pattern;

    /// @param source the schema as written in a CustomResourceDefinition; must not be changed afterwards
    public JsonSchema(ObjectNode source) {
        this.source = source;
        this.properties = properties(Json.objectAt(source, "properties"));
        this.items = child(source, "items");
        this.additionalProperties = child(source, "additionalProperties");
        this.allOf = children(source, "allOf");
        this.anyOf = children(source, "anyOf");
        this.oneOf = children(source, "oneOf");
        this.not = child(source, "not");
        this.rules = rules(source);
        String expression = Json.string(source, "pattern");
        this.pattern = expression.isEmpty() ? null : new Lazy<>(() -> Pattern.compile(expression));
    }

    /// How the elements of a list are told apart.
    public enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    /// A CEL rule.
    ///
    /// @param rule the expression; true means valid
    /// @param message text of the error, empty for the default
    /// @param messageExpression expression that makes the text, empty for none
    /// @param reason reason code of the error
    /// @param fieldPath path below the node that the error names, empty for the node itself
    /// @param optionalOldSelf whether the old value is an optional and the rule runs without one too
    public record Rule(
            String rule,
            String message,
            String messageExpression,
            String reason,
            String fieldPath,
            boolean optionalOldSelf) {}

    /// The schema as written.
    public ObjectNode source() {
        return source;
    }

    /// `object`, `array`, `string`, `integer`, `number`, `boolean`, or empty for any.
    public String type() {
        return Json.string(source, "type");
    }

    /// For example `date-time`; empty for none.
    public String format() {
        return Json.string(source, "format");
    }

    /// Declared members in order.
    public SequencedMap<String, JsonSchema> properties() {
        return properties;
    }

    /// Schema of array elements, null when the node is no array.
    public @Nullable JsonSchema items() {
        return items;
    }

    /// Schema of the members of a map, null when the node is no map.
    public @Nullable JsonSchema additionalProperties() {
        return additionalProperties;
    }

    /// Whether members without declaration are allowed by `additionalProperties: true`.
    public boolean allowsAnyMember() {
        return Json.isTrue(source, "additionalProperties");
    }

    /// Whether unknown members are kept.
    public boolean preservesUnknownFields() {
        return Json.isTrue(source, "x-kubernetes-preserve-unknown-fields");
    }

    /// Whether the node holds a whole object with kind, API version and metadata.
    public boolean isEmbeddedResource() {
        return Json.isTrue(source, "x-kubernetes-embedded-resource");
    }

    /// Whether both integers and strings are allowed.
    public boolean isIntOrString() {
        return Json.isTrue(source, "x-kubernetes-int-or-string") || format().equals("int-or-string");
    }

    /// Whether null is a value of its own.
    public boolean isNullable() {
        return Json.isTrue(source, "nullable");
    }

    /// The default value, null when there is none.
    public @Nullable JsonNode defaultValue() {
        return Json.at(source, "default");
    }

    /// Names of members that must be there.
    public List<String> required() {
        return strings("required");
    }

    /// Allowed values, null when all are.
    public @Nullable ArrayNode enumeration() {
        return Json.at(source, "enum") instanceof ArrayNode values ? values : null;
    }

    /// The expression that strings must contain, null for none.
    public @Nullable Pattern pattern() {
        return pattern == null ? null : pattern.get();
    }

    /// A bound such as `maxLength` or `minimum`, null when it is not set.
    public @Nullable BigDecimal bound(String name) {
        JsonNode value = Json.at(source, name);
        return value != null && value.isNumber() ? value.decimalValue() : null;
    }

    /// Whether a bound excludes its own value, for `exclusiveMinimum` and `exclusiveMaximum`.
    public boolean isExclusive(String name) {
        return Json.isTrue(source, name);
    }

    /// How the elements of this list are told apart.
    public ListType listType() {
        return switch (Json.string(source, "x-kubernetes-list-type")) {
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            default -> ListType.ATOMIC;
        };
    }

    /// The members that identify an element of a [ListType#MAP].
    public List<String> listMapKeys() {
        return strings("x-kubernetes-list-map-keys");
    }

    /// Whether this object is replaced as a whole.
    public boolean isAtomicMap() {
        return Json.string(source, "x-kubernetes-map-type").equals("atomic");
    }

    /// Schemas that must all hold.
    public List<JsonSchema> allOf() {
        return allOf;
    }

    /// Schemas of which one must hold.
    public List<JsonSchema> anyOf() {
        return anyOf;
    }

    /// Schemas of which exactly one must hold.
    public List<JsonSchema> oneOf() {
        return oneOf;
    }

    /// A schema that must not hold, null for none.
    public @Nullable JsonSchema not() {
        return not;
    }

    /// The CEL rules of this node.
    public List<Rule> rules() {
        return rules;
    }

    /// The schema of one member: declared or, in a map, that of every member; null when unknown.
    public @Nullable JsonSchema member(String name) {
        JsonSchema declared = properties.get(name);
        return declared != null ? declared : additionalProperties;
    }

    private List<String> strings(String name) {
        List<String> values = new ArrayList<>();
        Json.arrayAt(source, name).forEach(value -> values.add(value.asString("")));
        return values;
    }

    private static SequencedMap<String, JsonSchema> properties(@Nullable ObjectNode declared) {
        SequencedMap<String, JsonSchema> map = new LinkedHashMap<>();
        if (declared != null) {
            for (var member : declared.properties()) {
                if (member.getValue() instanceof ObjectNode schema) {
                    map.put(member.getKey(), new JsonSchema(schema));
                }
            }
        }
        return Collections.unmodifiableSequencedMap(map);
    }

    private static @Nullable JsonSchema child(ObjectNode source, String name) {
        return source.get(name) instanceof ObjectNode schema ? new JsonSchema(schema) : null;
    }

    private static List<JsonSchema> children(ObjectNode source, String name) {
        List<JsonSchema> schemas = new ArrayList<>();
        for (JsonNode child : Json.arrayAt(source, name)) {
            if (child instanceof ObjectNode schema) {
                schemas.add(new JsonSchema(schema));
            }
        }
        return Collections.unmodifiableList(schemas);
    }

    private static List<Rule> rules(ObjectNode source) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : Json.arrayAt(source, "x-kubernetes-validations")) {
            rules.add(new Rule(
                    Json.string(rule, "rule"),
                    Json.string(rule, "message"),
                    Json.string(rule, "messageExpression"),
                    Json.string(rule, "reason"),
                    Json.string(rule, "fieldPath"),
                    Json.isTrue(rule, "optionalOldSelf")));
        }
        return Collections.unmodifiableList(rules);
    }
}
