package sh.karpenter.local.kubernetes.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest.Operation;
import sh.karpenter.local.kubernetes.apply.FieldManagement;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.error.FieldError;
import sh.karpenter.local.kubernetes.object.Canonical;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Sharing;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.request.WriteOptions.FieldValidation;
import sh.karpenter.local.kubernetes.resource.CommitListener;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.Strategy;
import sh.karpenter.local.kubernetes.resource.Subresource;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The write pipeline. Every object that is committed went through it, in this order:
///
/// 1. names and namespace are checked against the path;
/// 2. unknown fields are refused, reported or dropped, defaults filled in, and an object that is not in its
/// storage version validated, all in the version of the request;
/// 3. the object is converted to its storage version;
/// 4. what the client may not set is restored: server-owned metadata, and either status or everything else;
/// 5. managed fields, so that what admission adds belongs to nobody; then mutating admission;
/// 6. generation;
/// 7. validation, then validating admission;
/// 8. commit, if the object that was read is still the current one. Else all is done again from the new
/// current one.
final class Writer {
    private static final int ATTEMPTS = 20;
    private static final int NAME_ATTEMPTS = 8;

    private final ObjectStore store;
    private final List<AdmissionPlugin> admission;
    private final Names names;
    private final InstantSource clock;
    private final List<CommitListener> listeners;

    Writer(
            ObjectStore store,
            List<AdmissionPlugin> admission,
            List<CommitListener> listeners,
            Names names,
            InstantSource clock) {
        this.listeners = List.copyOf(listeners);
        this.store = store;
        this.admission = List.copyOf(admission);
        this.names = names;
        this.clock = clock;
    }

    /// Creates an object from a body that may be changed.
    Outcome create(Target asked, ObjectNode body, WriteOptions options) {
        return create(asked, body, options, false);
    }

    private Outcome create(Target asked, ObjectNode body, WriteOptions options, boolean applied) {
        ResourceDefinition definition = asked.definition();
        MetadataRules.adopt(asked, body);
        ObjectNode metadata = Metadata.of(body);
        String prefix = Json.string(metadata, "generateName");
        boolean generated = Json.string(metadata, "name").isEmpty() && !prefix.isEmpty();
        for (int attempt = 1; ; attempt++) {
            ObjectNode object = generated ? body.deepCopy() : body;
            if (generated) {
                Metadata.of(object).put("name", names.withSuffix(prefix));
            }
            Target target = asked.named(Metadata.name(object));
            ObjectNode stored = prepareCreate(target, object, options, applied);
            if (options.dryRun()) {
                if (store.get(definition.storedAs(), target.key()) != null) {
                    throw ApiErrors.alreadyExists(definition.qualifiedName(), target.name());
                }
                return new Outcome(inVersion(target, stored), true);
            }
            if (store.put(definition.storedAs(), target.key(), null, stored)) {
                listeners.forEach(listener -> listener.committed(definition, stored, false));
                return new Outcome(inVersion(target, stored), true);
            }
            if (!generated || attempt == NAME_ATTEMPTS) {
                throw ApiErrors.alreadyExists(definition.qualifiedName(), target.name());
            }
        }
    }

    private ObjectNode prepareCreate(Target target, ObjectNode object, WriteOptions options, boolean applied) {
        ResourceDefinition definition = target.definition();
        if (definition.is(Trait.STATUS) && !definition.is(Trait.STATUS_ON_CREATE)) {
            object.remove("status");
        }
        ObjectNode stored = decode(target, object, null, options);
        MetadataRules.prepareCreate(target, stored, names.uid(), clock.instant());
        if (!applied) {
            track(target, stored, null, options);
        }
        AdmissionRequest request = new AdmissionRequest(Operation.CREATE, target, stored, null, options);
        admission.forEach(plugin -> plugin.mutate(request));
        Canonical.numbers(stored);
        List<FieldError> errors = new ArrayList<>(
                definition.strategy().validateCreate(stored, target.version().name()));
        refuse(target, errors);
        admission.forEach(plugin -> plugin.validate(request));
        return stored;
    }

    /// Changes an object. The change gets a private copy of the current object in the version of the request
    /// and answers the wanted one; it is called again when somebody else was faster.
    ///
    /// @param retry whether a lost race is worth another attempt; false when the wanted object does not
    ///     depend on the current one
    Outcome modify(Target target, WriteOptions options, boolean retry, UnaryOperator<ObjectNode> change) {
        return modify(target, options, retry, false, change);
    }

    /// Merges an applied object into the current one, or creates it.
    Outcome apply(Target target, ObjectNode applied, WriteOptions options) {
        if (Json.at(applied, "metadata", "managedFields") != null) {
            throw ApiErrors.badRequest("metadata.managedFields must be nil");
        }
        Shape shape = target.definition().strategy().shape(target.version().name());
        Shape known = shape == null ? new Shape.MapOf(new Shape.Untyped(), false) : shape;
        FieldManagement fields = management(target, options);
        MetadataRules.requireName(target, applied);
        ObjectNode checked = Applied.checked(target, applied, known);
        MetadataRules.adopt(target, checked);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            boolean exists = store.get(target.definition().storedAs(), target.key()) != null;
            if (!exists && target.subresource() != null) {
                throw target.notFound();
            }
            try {
                if (exists) {
                    return modify(
                            target,
                            options,
                            true,
                            true,
                            current -> fields.apply(current, checked, known, options.force()));
                }
                ObjectNode created = fields.apply(Json.object(), checked, known, true);
                return create(target, created, options, true);
            } catch (ApiException e) {
                boolean raced = exists ? e.code() == 404 : e.reason().equals("AlreadyExists");
                if (!raced || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
        throw ApiErrors.modified(target.definition().qualifiedName(), target.name());
    }

    private Outcome modify(
            Target target, WriteOptions options, boolean retry, boolean applied, UnaryOperator<ObjectNode> change) {
        ResourceDefinition definition = target.definition();
        for (int attempt = 1; ; attempt++) {
            ObjectNode current = store.get(definition.storedAs(), target.key());
            if (current == null) {
                throw target.notFound();
            }
            ObjectNode wanted = change.apply(inVersion(target, current).deepCopy());
            ObjectNode next = prepareUpdate(target, wanted, current, options, applied);
            if (isUnchanged(next, current)) {
                return new Outcome(inVersion(target, current), false);
            }
            if (options.dryRun()) {
                return new Outcome(inVersion(target, next), false);
            }
            Sharing.share(next, current);
            boolean removal = isToBeRemoved(definition, next);
            boolean done = removal
                    ? store.remove(definition.storedAs(), target.key(), current, next)
                    : store.put(definition.storedAs(), target.key(), current, next);
            if (done) {
                listeners.forEach(listener -> listener.committed(definition, next, removal));
                return new Outcome(inVersion(target, next), false);
            }
            if (!retry || attempt == ATTEMPTS) {
                throw ApiErrors.modified(definition.qualifiedName(), target.name());
            }
        }
    }

    /// Changes an object on behalf of the server itself: specification and status alike, without validation or
    /// admission.
    void modifyInternally(Target target, WriteOptions options, UnaryOperator<ObjectNode> change) {
        ResourceDefinition definition = target.definition();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ObjectNode current = store.get(definition.storedAs(), target.key());
            if (current == null) {
                throw target.notFound();
            }
            ObjectNode next = change.apply(current.deepCopy());
            Canonical.numbers(next);
            if (isUnchanged(next, current) || options.dryRun()) {
                return;
            }
            Sharing.share(next, current);
            if (store.put(definition.storedAs(), target.key(), current, next)) {
                listeners.forEach(listener -> listener.committed(definition, next, false));
                return;
            }
        }
        throw ApiErrors.modified(definition.qualifiedName(), target.name());
    }

    private ObjectNode prepareUpdate(
            Target target, ObjectNode wanted, ObjectNode current, WriteOptions options, boolean applied) {
        ResourceDefinition definition = target.definition();
        MetadataRules.requireName(target, wanted);
        MetadataRules.adopt(target, wanted);
        MetadataRules.checkPreconditions(target, wanted, current);
        ObjectNode next = decode(target, wanted, current, options);
        MetadataRules.prepareUpdate(next, current);
        boolean statusOnly = target.isSubresource("status");
        isolate(definition, next, current, statusOnly);
        if (!applied) {
            track(target, next, current, options);
        }
        AdmissionRequest request = new AdmissionRequest(Operation.UPDATE, target, next, current, options);
        admission.forEach(plugin -> plugin.mutate(request));
        Canonical.numbers(next);
        if (definition.is(Trait.GENERATION) && isNewGeneration(definition, next, current)) {
            Metadata.of(next).put("generation", Metadata.generation(current) + 1);
        }
        List<FieldError> errors = new ArrayList<>(MetadataRules.validateFinalizers(next, current));
        errors.addAll(definition
                .strategy()
                .validateUpdate(next, current, target.version().name(), statusOnly));
        refuse(target, errors);
        admission.forEach(plugin -> plugin.validate(request));
        return next;
    }

    private static ObjectNode decode(
            Target target, ObjectNode object, @Nullable ObjectNode current, WriteOptions options) {
        String version = target.version().name();
        Strategy strategy = target.definition().strategy();
        List<String> unknown = strategy.dropUnknownFields(object, version);
        refuseUnknown(target, unknown, options);
        strategy.applyDefaults(object, version);
        if (!version.equals(target.definition().storageVersion()) && !target.isSubresource("status")) {
            ObjectNode asked = object.deepCopy();
            ObjectNode before =
                    current == null ? null : inVersion(target, current).deepCopy();
            if (before != null && target.definition().is(Trait.STATUS)) {
                asked.remove("status");
                before.remove("status");
            }
            refuse(target, strategy.validateRequest(asked, before, version));
        }
        return strategy.toStorage(object, version);
    }

    private static void refuseUnknown(Target target, List<String> unknown, WriteOptions options) {
        if (!unknown.isEmpty() && options.validation() == FieldValidation.STRICT) {
            String version = target.version().name();
            String kind = target.definition().names().kind();
            throw ApiErrors.badRequest(kind + " in version \"" + version + "\" cannot be handled as a " + kind
                    + ": strict decoding error: " + unknownFields(unknown));
        }
        if (options.validation() == FieldValidation.WARN) {
            unknown.forEach(path -> options.warnings().accept("unknown field \"" + path + "\""));
        }
    }

    private void track(Target target, ObjectNode next, @Nullable ObjectNode current, WriteOptions options) {
        ResourceDefinition definition = target.definition();
        Shape shape = definition.strategy().shape(definition.storageVersion());
        if (!options.tracked() || shape == null) {
            JsonNode kept = Json.at(current, "metadata", "managedFields");
            if (kept == null) {
                Metadata.of(next).remove("managedFields");
            } else {
                Metadata.of(next).set("managedFields", kept);
            }
            return;
        }
        ArrayNode fields = management(target, options).update(current, next, shape);
        if (fields.isEmpty()) {
            Metadata.of(next).remove("managedFields");
        } else {
            Metadata.of(next).set("managedFields", fields);
        }
    }

    private FieldManagement management(Target target, WriteOptions options) {
        Subresource subresource = target.subresource();
        return new FieldManagement(
                options.fieldManager(),
                target.apiVersion(),
                subresource == null ? "" : subresource.name(),
                Timestamps.seconds(clock.instant()));
    }

    private static String unknownFields(List<String> paths) {
        List<String> texts =
                paths.stream().map(path -> "unknown field \"" + path + "\"").toList();
        return String.join(", ", texts);
    }

    /// Keeps the part of the current object that this request may not write.
    private static void isolate(
            ResourceDefinition definition, ObjectNode next, ObjectNode current, boolean statusOnly) {
        if (statusOnly) {
            for (var member : current.properties()) {
                String name = member.getKey();
                if (!name.equals("status") && !name.equals("metadata")) {
                    next.set(name, member.getValue());
                }
            }
            next.remove(next.propertyNames().stream()
                    .filter(name -> !name.equals("status") && current.get(name) == null)
                    .toList());
            if (definition.is(Trait.CUSTOM)) {
                ObjectNode metadata = Metadata.of(current).deepCopy();
                JsonNode managed = Metadata.of(next).get("managedFields");
                if (managed != null) {
                    metadata.set("managedFields", managed);
                }
                next.set("metadata", metadata);
            }
        } else if (definition.is(Trait.STATUS)) {
            JsonNode status = current.get("status");
            if (status == null) {
                next.remove("status");
            } else {
                next.set("status", status);
            }
        }
    }

    private static boolean isNewGeneration(ResourceDefinition definition, ObjectNode next, ObjectNode current) {
        if (!definition.is(Trait.CUSTOM)) {
            return !Json.same(next.get("spec"), current.get("spec"));
        }
        boolean ignoreStatus = definition.is(Trait.STATUS);
        return !withoutMetadata(next, ignoreStatus).equals(withoutMetadata(current, ignoreStatus));
    }

    private static ObjectNode withoutMetadata(ObjectNode object, boolean ignoreStatus) {
        ObjectNode rest = Json.object();
        for (var member : object.properties()) {
            String name = member.getKey();
            if (!name.equals("metadata") && !(ignoreStatus && name.equals("status"))) {
                rest.set(name, member.getValue());
            }
        }
        return rest;
    }

    private static boolean isUnchanged(ObjectNode next, ObjectNode current) {
        return next.equals(current);
    }

    /// An object whose deletion was asked for goes with its last finalizer; a pod when its grace is over as
    /// well.
    private static boolean isToBeRemoved(ResourceDefinition definition, ObjectNode next) {
        if (!Metadata.isTerminating(next) || !Metadata.finalizers(next).isEmpty()) {
            return false;
        }
        if (definition.qualifiedName().equals("namespaces")
                && !Json.arrayAt(next, "spec", "finalizers").isEmpty()) {
            return false;
        }
        Long grace = Json.number(next, "metadata", "deletionGracePeriodSeconds");
        return grace == null || grace == 0;
    }

    private static void refuse(Target target, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiErrors.invalid(target.definition().names().qualifiedKind(), target.name(), errors);
        }
    }

    private static ObjectNode inVersion(Target target, ObjectNode stored) {
        return target.definition()
                .strategy()
                .fromStorage(stored, target.version().name());
    }
}
