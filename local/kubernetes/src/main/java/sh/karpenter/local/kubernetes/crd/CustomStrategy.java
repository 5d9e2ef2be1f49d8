package sh.karpenter.local.kubernetes.crd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.builtin.MetadataValidation;
import sh.karpenter.local.kubernetes.builtin.NameRule;
import sh.karpenter.local.kubernetes.cel.RuleValidation;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Lazy;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.resource.Strategy;
import sh.karpenter.local.kubernetes.schema.Defaulting;
import sh.karpenter.local.kubernetes.schema.JsonSchema;
import sh.karpenter.local.kubernetes.schema.Pruning;
import sh.karpenter.local.kubernetes.schema.SchemaShapes;
import sh.karpenter.local.kubernetes.schema.SchemaValidation;
import sh.karpenter.local.kubernetes.shape.MessageShape;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.shape.UnknownFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What custom resources need on their way in, per version: pruning, defaults, schema and rules, and
/// conversion.
final class CustomStrategy implements Strategy {
    /// Faults after which rules would look at values that are not what they expect.
    private static final Set<FieldError.Type> BLOCKING = Set.of(
            FieldError.Type.NOT_SUPPORTED,
            FieldError.Type.REQUIRED,
            FieldError.Type.TOO_LONG,
            FieldError.Type.TOO_MANY,
            FieldError.Type.TYPE_INVALID);

    private final String group;
    private final String storageVersion;
    private final Map<String, Lazy<JsonSchema>> schemas;
    private final ResourceConverter converter;
    private final MessageShape metadata;

    /// @param schemas per version that has a schema
    /// @param metadata the structure of object metadata
    CustomStrategy(
            String group,
            String storageVersion,
            Map<String, Lazy<JsonSchema>> schemas,
            ResourceConverter converter,
            MessageShape metadata) {
        this.group = group;
        this.storageVersion = storageVersion;
        this.schemas = schemas;
        this.converter = converter;
        this.metadata = metadata;
    }

    /// The schema of a version, null when it has none.
    @Nullable
    JsonSchema schema(String version) {
        Lazy<JsonSchema> schema = schemas.get(version);
        return schema == null ? null : schema.get();
    }

    @Override
    public @Nullable ObjectNode documentation(String version) {
        JsonSchema schema = schema(version);
        return schema == null ? null : schema.source();
    }

    @Override
    public Shape shape(String version) {
        return SchemaShapes.resource(schema(version), metadata);
    }

    @Override
    public List<String> dropUnknownFields(ObjectNode object, String version) {
        List<String> unknown = new ArrayList<>();
        ObjectNode meta = Json.objectAt(object, "metadata");
        if (meta != null) {
            UnknownFields.drop(meta, metadata).forEach(path -> unknown.add("metadata." + path));
        }
        JsonSchema schema = schema(version);
        if (schema != null) {
            unknown.addAll(Pruning.prune(object, schema));
        }
        return unknown;
    }

    @Override
    public void applyDefaults(ObjectNode object, String version) {
        JsonSchema schema = schema(version);
        if (schema != null) {
            Defaulting.apply(object, schema);
        }
    }

    @Override
    public List<FieldError> validateRequest(ObjectNode object, @Nullable ObjectNode previous, String version) {
        return version.equals(storageVersion) ? List.of() : validate(object, previous, schema(version));
    }

    @Override
    public ObjectNode toStorage(ObjectNode object, String version) {
        return version.equals(storageVersion) ? object : converted(object, storageVersion);
    }

    @Override
    public ObjectNode fromStorage(ObjectNode object, String version) {
        return version.equals(storageVersion) ? object : converted(object.deepCopy(), version);
    }

    @Override
    public List<FieldError> validateCreate(ObjectNode object, String version) {
        List<FieldError> errors = new ArrayList<>(MetadataValidation.check(object, NameRule.SUBDOMAIN));
        ObjectNode asked = fromStorage(object, version);
        errors.addAll(validate(asked, null, schema(version)));
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectNode next, ObjectNode previous, String version, boolean statusOnly) {
        List<FieldError> errors = new ArrayList<>(MetadataValidation.check(next, NameRule.ANY));
        errors.addAll(validate(fromStorage(next, version), fromStorage(previous, version), schema(version)));
        return errors;
    }

    private static List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old, @Nullable JsonSchema schema) {
        if (schema == null) {
            return List.of();
        }
        List<FieldError> errors = new ArrayList<>(SchemaValidation.check(object, old, schema, ""));
        if (errors.stream().noneMatch(error -> BLOCKING.contains(error.type()))) {
            errors.addAll(RuleValidation.check(object, old, schema));
        } else if (RuleValidation.hasRules(schema)) {
            errors.add(FieldError.invalid(
                    "",
                    (JsonNode) null,
                    "some validation rules were not checked because the object was invalid; correct the existing errors"
                            + " to complete validation"));
        }
        return errors;
    }

    private ObjectNode converted(ObjectNode object, String version) {
        String apiVersion = group + "/" + version;
        JsonNode meta = Metadata.of(object).deepCopy();
        ObjectNode result;
        try {
            result = converter.convert(object, apiVersion);
        } catch (RuntimeException e) {
            throw ApiErrors.failure("conversion webhook for " + apiVersion + ", Kind=" + Json.string(object, "kind")
                    + " failed: " + e.getMessage());
        }
        result.put("apiVersion", apiVersion);
        keepIdentity(result, meta);
        JsonSchema schema = schema(version);
        if (schema != null) {
            Pruning.prune(result, schema);
            Defaulting.apply(result, schema);
        }
        return result;
    }

    /// A conversion may change labels and annotations, nothing else in the metadata.
    private static void keepIdentity(ObjectNode result, JsonNode before) {
        ObjectNode after = Metadata.of(result);
        for (var member : before.properties()) {
            String name = member.getKey();
            if (!name.equals("labels") && !name.equals("annotations")) {
                after.set(name, member.getValue());
            }
        }
    }
}
