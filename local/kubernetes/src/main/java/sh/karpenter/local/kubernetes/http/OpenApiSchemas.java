package sh.karpenter.local.kubernetes.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.MessageShape.Field;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;
import tools.jackson.databind.node.ObjectNode;

/// The `components.schemas` of one document: what clients explain to their users and build strategic patches
/// from. Built-in kinds are described by structure alone, custom ones by the schema of their definition.
final class OpenApiSchemas {
    private static final String REFERENCE = "#/components/schemas/";

    private final ObjectNode schemas;
    private final Set<String> described = new LinkedHashSet<>();
    private final Deque<MessageShape> pending = new ArrayDeque<>();

    /// @param schemas filled with the schemas
    OpenApiSchemas(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /// Adds the schema of a kind and all that it refers to.
    void add(ResourceDefinition definition, String version) {
        String kind = definition.names().kind();
        ObjectNode documentation = definition.strategy().documentation(version);
        if (documentation != null) {
            String name = reversed(definition.group()) + "." + version + "." + kind;
            ObjectNode schema = documentation.deepCopy();
            ObjectNode properties = Json.child(schema, "properties");
            properties.putObject("apiVersion").put("type", "string");
            properties.putObject("kind").put("type", "string");
            properties.putObject("metadata").put("type", "object");
            schemas.set(name, schema);
            mark(schema, definition, version);
            return;
        }
        @Nullable Shape shape = definition.strategy().shape(version);
        if (shape instanceof MessageShape message) {
            pending.add(message);
            while (!pending.isEmpty()) {
                describe(pending.removeFirst());
            }
            mark(Json.child(schemas, name(message)), definition, version);
        }
    }

    private static void mark(ObjectNode schema, ResourceDefinition definition, String version) {
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", definition.group())
                .put("version", version)
                .put("kind", definition.names().kind());
    }

    private void describe(MessageShape message) {
        if (!described.add(message.name())) {
            return;
        }
        ObjectNode schema = schemas.putObject(name(message));
        schema.put("type", "object");
        if (message.isAtomic()) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        ObjectNode properties = schema.putObject("properties");
        message.fields().forEach((name, field) -> properties.set(name, property(field)));
    }

    private ObjectNode property(Field field) {
        ObjectNode property = schema(field.shape());
        if (!field.patch().isEmpty()) {
            property.put("x-kubernetes-patch-strategy", field.patch().replace('+', ','));
        }
        if (!field.mergeKey().isEmpty()) {
            property.put("x-kubernetes-patch-merge-key", field.mergeKey());
        }
        return property;
    }

    private ObjectNode schema(Shape shape) {
        ObjectNode schema = Json.object();
        switch (shape) {
            case MessageShape message -> {
                pending.add(message);
                schema.putArray("allOf").addObject().put("$ref", REFERENCE + name(message));
                schema.putObject("default");
            }
            case Shape.ListOf list -> list(schema, list);
            case Shape.MapOf map -> {
                schema.put("type", "object");
                schema.set("additionalProperties", schema(map.value()));
                if (map.atomic()) {
                    schema.put("x-kubernetes-map-type", "atomic");
                }
            }
            case Shape.Scalar(ScalarType type) -> scalar(schema, type);
            case Shape.Untyped _ -> schema.put("type", "object");
        }
        return schema;
    }

    private void list(ObjectNode schema, Shape.ListOf list) {
        schema.put("type", "array");
        schema.set("items", schema(list.element()));
        schema.put(
                "x-kubernetes-list-type",
                switch (list.ownership()) {
                    case ATOMIC -> "atomic";
                    case SET -> "set";
                    case MAP -> "map";
                });
        if (!list.keys().isEmpty()) {
            var keys = schema.putArray("x-kubernetes-list-map-keys");
            list.keys().forEach(keys::add);
        }
    }

    private static void scalar(ObjectNode schema, ScalarType type) {
        switch (type) {
            case STRING, QUANTITY, DURATION -> schema.put("type", "string");
            case INT32 -> schema.put("type", "integer").put("format", "int32");
            case INT64 -> schema.put("type", "integer").put("format", "int64");
            case BOOL -> schema.put("type", "boolean");
            case DOUBLE -> schema.put("type", "number").put("format", "double");
            case BYTES -> schema.put("type", "string").put("format", "byte");
            case TIME, MICRO_TIME -> schema.put("type", "string").put("format", "date-time");
            case INT_OR_STRING -> {
                schema.put("format", "int-or-string");
                var forms = schema.putArray("oneOf");
                forms.addObject().put("type", "integer");
                forms.addObject().put("type", "string");
            }
        }
    }

    /// `core/v1.Pod` as `io.k8s.api.core.v1.Pod`.
    private static String name(MessageShape message) {
        String prefix = message.name().startsWith("meta/") ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.";
        return prefix + message.name().replace('/', '.');
    }

    private static String reversed(String group) {
        return String.join(".", List.of(group.split("\\.", -1)).reversed());
    }
}
