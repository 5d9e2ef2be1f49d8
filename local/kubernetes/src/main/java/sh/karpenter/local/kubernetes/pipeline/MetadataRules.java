package sh.karpenter.local.kubernetes.pipeline;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.resource.Trait;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the API server itself decides about `metadata`.
final class MetadataRules {
    /// Set by the server; what a client sends for them on an update is ignored.
    private static final List<String> OWNED_BY_SERVER = List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "generateName",
            "selfLink");

    private MetadataRules() {}

    /// Checks namespace and name against the path, and puts the path's namespace in.
    static void adopt(Target target, ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        String namespace = Json.string(metadata, "namespace");
        if (!target.definition().namespaced()) {
            metadata.remove("namespace");
        } else if (!namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw ApiErrors.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        } else {
            metadata.put("namespace", target.namespace());
        }
        String name = Json.string(metadata, "name");
        if (!target.name().isEmpty() && !name.isEmpty() && !name.equals(target.name())) {
            throw ApiErrors.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + target.name() + ")");
        }
        if (name.isEmpty() && !target.name().isEmpty()) {
            metadata.put("name", target.name());
        }
    }

    /// Refuses an object that does not say its name.
    static void requireName(Target target, ObjectNode object) {
        if (Json.string(object, "metadata", "name").isEmpty()) {
            throw ApiErrors.badRequest("the name of the object (" + target.name()
                    + " based on URL) was undeterminable: name must be provided");
        }
    }

    /// Completes the metadata of an object that is to be created.
    static void prepareCreate(Target target, ObjectNode object, String uid, Instant now) {
        ObjectNode metadata = Metadata.of(object);
        if (!Json.string(metadata, "resourceVersion").isEmpty()) {
            throw ApiErrors.of(500, "", "resourceVersion should not be set on objects to be created", null);
        }
        metadata.remove(List.of(
                "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"));
        metadata.put("uid", uid);
        metadata.put("creationTimestamp", Timestamps.seconds(now));
        if (target.definition().is(Trait.GENERATION)) {
            metadata.put("generation", 1);
        }
        dropEmpty(metadata);
        dropDuplicateOwners(metadata);
    }

    /// Restores what an update may not change.
    static void prepareUpdate(ObjectNode next, ObjectNode current) {
        ObjectNode metadata = Metadata.of(next);
        ObjectNode before = Metadata.of(current);
        for (String field : OWNED_BY_SERVER) {
            JsonNode value = before.get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
        metadata.put("resourceVersion", Json.string(before, "resourceVersion"));
        dropEmpty(metadata);
        dropDuplicateOwners(metadata);
    }

    /// Refuses an update whose resource version or uid is not that of the current object.
    static void checkPreconditions(Target target, ObjectNode next, ObjectNode current) {
        String sent = Metadata.resourceVersion(next);
        if (sent.isEmpty() || sent.equals("0")) {
            if (target.definition().is(Trait.REVISION_REQUIRED)) {
                throw ApiErrors.invalid(
                        target.definition().names().qualifiedKind(),
                        target.name(),
                        List.of(new FieldError(
                                FieldError.Type.INVALID,
                                "metadata.resourceVersion",
                                "0x0",
                                "must be specified for an update")));
            }
        } else if (!sent.equals(Metadata.resourceVersion(current))) {
            throw ApiErrors.modified(target.definition().qualifiedName(), target.name());
        }
        String uid = Metadata.uid(next);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(current))) {
            throw uidConflict(target, uid, Metadata.uid(current));
        }
    }

    static ApiException uidConflict(Target target, String asked, String actual) {
        return ApiErrors.conflict(
                target.definition().qualifiedName(),
                target.name(),
                "Precondition failed: UID in precondition: " + asked + ", UID in object meta: " + actual);
    }

    /// The errors of new finalizers on an object that is being deleted.
    static List<FieldError> validateFinalizers(ObjectNode next, ObjectNode current) {
        if (!Metadata.isTerminating(current)) {
            return List.of();
        }
        Set<String> added = new LinkedHashSet<>(Metadata.finalizers(next));
        added.removeAll(Metadata.finalizers(current));
        if (added.isEmpty()) {
            return List.of();
        }
        return List.of(FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{\""
                        + String.join("\", \"", added) + "\"}"));
    }

    private static void dropEmpty(ObjectNode metadata) {
        for (String field :
                List.of("labels", "annotations", "finalizers", "ownerReferences", "generateName", "namespace")) {
            JsonNode value = metadata.get(field);
            if (value != null && isEmpty(value)) {
                metadata.remove(field);
            }
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isString() ? value.stringValue().isEmpty() : value.isEmpty();
    }

    private static void dropDuplicateOwners(ObjectNode metadata) {
        if (!(metadata.get("ownerReferences") instanceof ArrayNode owners) || owners.size() < 2) {
            return;
        }
        Set<String> seen = new LinkedHashSet<>();
        ArrayNode kept = Json.array();
        for (JsonNode owner : owners) {
            if (seen.add(Json.string(owner, "uid"))) {
                kept.add(owner);
            }
        }
        if (kept.size() < owners.size()) {
            metadata.set("ownerReferences", kept);
        }
    }
}
