package sh.karpenter.local.kubernetes.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.MessageShape.Field;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.Shape.Ownership;
import sh.karpenter.local.kubernetes.shape.Shape.Scalar;
import sh.karpenter.local.kubernetes.shape.Shape.ScalarType;

/// The structure that a schema declares, for merging and ownership.
public final class SchemaShapes {
    private static final Shape UNTYPED = new Shape.Untyped();

    private SchemaShapes() {}

    /// The structure of a custom resource.
    ///
    /// @param schema the schema of the whole object, null when there is none
    /// @param metadata the structure of object metadata
    public static MessageShape resource(@Nullable JsonSchema schema, MessageShape metadata) {
        return new MessageShape("custom resource", false, () -> {
            List<Field> fields = new ArrayList<>();
            fields.add(Field.of("apiVersion", new Scalar(ScalarType.STRING)));
            fields.add(Field.of("kind", new Scalar(ScalarType.STRING)));
            fields.add(Field.of("metadata", metadata));
            if (schema != null) {
                schema.properties().forEach((name, member) -> {
                    if (!name.equals("metadata") && !name.equals("apiVersion") && !name.equals("kind")) {
                        fields.add(Field.of(name, of(member)));
                    }
                });
            }
            return fields;
        });
    }

    private static Shape of(JsonSchema schema) {
        if (schema.isIntOrString()) {
            return new Scalar(ScalarType.INT_OR_STRING);
        }
        return switch (schema.type()) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "string" -> new Scalar(ScalarType.STRING);
            case "integer" -> new Scalar(ScalarType.INT64);
            case "number" -> new Scalar(ScalarType.DOUBLE);
            case "boolean" -> new Scalar(ScalarType.BOOL);
            default -> UNTYPED;
        };
    }

    private static Shape object(JsonSchema schema) {
        JsonSchema values = schema.additionalProperties();
        if (values != null) {
            return new Shape.MapOf(of(values), schema.isAtomicMap());
        }
        if (schema.properties().isEmpty()) {
            return new Shape.MapOf(UNTYPED, schema.isAtomicMap());
        }
        return new MessageShape("object", schema.isAtomicMap(), () -> {
            List<Field> fields = new ArrayList<>();
            schema.properties().forEach((name, member) -> fields.add(Field.of(name, of(member))));
            return fields;
        });
    }

    private static Shape array(JsonSchema schema) {
        JsonSchema items = schema.items();
        Ownership ownership = switch (schema.listType()) {
            case ATOMIC -> Ownership.ATOMIC;
            case SET -> Ownership.SET;
            case MAP -> Ownership.MAP;
        };
        return new Shape.ListOf(items == null ? UNTYPED : of(items), ownership, schema.listMapKeys());
    }
}
