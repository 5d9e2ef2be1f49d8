package sh.karpenter.local.kubernetes.crd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.resource.Strategy;
import sh.karpenter.local.kubernetes.shape.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The strategy of CustomResourceDefinitions themselves.
public final class CrdStrategy implements Strategy {
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";
    private static final String APPROVED = "api-approved.kubernetes.io";

    private final Strategy base;

    /// @param base knows the structure of the kind
    public CrdStrategy(Strategy base) {
        this.base = base;
    }

    @Override
    public @Nullable Shape shape(String version) {
        return base.shape(version);
    }

    @Override
    public @Nullable ObjectNode documentation(String version) {
        return base.documentation(version);
    }

    @Override
    public List<String> dropUnknownFields(ObjectNode object, String version) {
        return base.dropUnknownFields(object, version);
    }

    @Override
    public void applyDefaults(ObjectNode object, String version) {
        ObjectNode spec = Json.child(object, "spec");
        ObjectNode names = Json.child(spec, "names");
        String kind = Json.string(names, "kind");
        Json.setIfAbsent(names, "singular", kind.toLowerCase(Locale.ROOT));
        Json.setIfAbsent(names, "listKind", kind + "List");
        Json.setIfAbsent(Json.child(spec, "conversion"), "strategy", "None");
        if (!Metadata.isTerminating(object) && !Metadata.finalizers(object).contains(CLEANUP)) {
            ObjectNode metadata = Metadata.of(object);
            if (Json.at(metadata, "finalizers") == null) {
                metadata.putArray("finalizers");
            }
            Json.arrayAt(metadata, "finalizers").add(CLEANUP);
        }
    }

    @Override
    public ObjectNode toStorage(ObjectNode object, String version) {
        return object;
    }

    @Override
    public ObjectNode fromStorage(ObjectNode object, String version) {
        return object;
    }

    @Override
    public List<FieldError> validateCreate(ObjectNode object, String version) {
        List<FieldError> errors = new ArrayList<>(base.validateCreate(object, version));
        String plural = Json.string(object, "spec", "names", "plural");
        String group = Json.string(object, "spec", "group");
        if (!Metadata.name(object).equals(plural + "." + group)) {
            errors.add(FieldError.invalid(
                    "metadata.name", Metadata.name(object), "must be spec.names.plural+\".\"+spec.group"));
        }
        boolean protectedGroup = group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
        if (protectedGroup && !Metadata.annotations(object).containsKey(APPROVED)) {
            errors.add(FieldError.required(
                    "metadata.annotations[" + APPROVED + "]",
                    "protected groups must have approval annotation \"" + APPROVED
                            + "\", see https://github.com/kubernetes/enhancements/pull/1111"));
        }
        definition(object, errors);
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(ObjectNode next, ObjectNode previous, String version, boolean statusOnly) {
        if (statusOnly) {
            return List.of();
        }
        List<FieldError> errors = new ArrayList<>(base.validateUpdate(next, previous, version, false));
        for (String field : List.of("group", "scope")) {
            if (!Json.same(Json.at(next, "spec", field), Json.at(previous, "spec", field))) {
                errors.add(FieldError.invalid("spec." + field, Json.at(next, "spec", field), "field is immutable"));
            }
        }
        definition(next, errors);
        return errors;
    }

    private static void definition(ObjectNode object, List<FieldError> errors) {
        for (String field : List.of("group", "scope")) {
            if (Json.string(object, "spec", field).isEmpty()) {
                errors.add(FieldError.required("spec." + field, ""));
            }
        }
        for (String field : List.of("plural", "kind")) {
            if (Json.string(object, "spec", "names", field).isEmpty()) {
                errors.add(FieldError.required("spec.names." + field, ""));
            }
        }
        int storage = 0;
        int at = 0;
        for (JsonNode version : Json.arrayAt(object, "spec", "versions")) {
            String path = "spec.versions[" + at++ + "]";
            storage += Json.isTrue(version, "storage") ? 1 : 0;
            ObjectNode schema = Json.objectAt(version, "schema", "openAPIV3Schema");
            if (schema == null) {
                errors.add(FieldError.required(path + ".schema.openAPIV3Schema", "schemas are required"));
            } else {
                StructuralCheck.root(schema, path + ".schema.openAPIV3Schema", errors);
            }
        }
        if (storage != 1) {
            errors.add(FieldError.invalid(
                    "spec.versions",
                    Json.at(object, "spec", "versions"),
                    "must have exactly one version marked as storage version"));
        }
    }
}
