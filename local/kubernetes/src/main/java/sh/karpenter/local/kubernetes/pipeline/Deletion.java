package sh.karpenter.local.kubernetes.pipeline;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.admission.AdmissionRequest;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Canonical;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.object.Timestamps;
import sh.karpenter.local.kubernetes.request.DeleteOptions;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.resource.CommitListener;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The way an object goes.
///
/// 1. The propagation policy becomes a finalizer: `orphan`, `foregroundDeletion`, or neither.
/// 2. A pod with a grace period gets its deletion time and stays until its kubelet deletes it with grace 0.
/// 3. An object with finalizers gets its deletion time and stays until the last finalizer is removed.
/// 4. Anything else is removed at once.
final class Deletion {
    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";
    private static final int ATTEMPTS = 20;
    private static final long DEFAULT_GRACE = 30;

    private final ObjectStore store;
    private final List<AdmissionPlugin> admission;
    private final InstantSource clock;
    private final List<CommitListener> listeners;

    Deletion(ObjectStore store, List<AdmissionPlugin> admission, List<CommitListener> listeners, InstantSource clock) {
        this.listeners = List.copyOf(listeners);
        this.store = store;
        this.admission = List.copyOf(admission);
        this.clock = clock;
    }

    /// Deletes an object or marks it as being deleted.
    ///
    /// @return the object if it is still there or is a pod, else a `Status`
    ObjectNode delete(Target target, DeleteOptions wish, WriteOptions options) {
        ResourceDefinition definition = target.definition();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ObjectNode current = store.get(definition.storedAs(), target.key());
            if (current == null) {
                throw target.notFound();
            }
            checkPreconditions(target, wish, current);
            AdmissionRequest request =
                    new AdmissionRequest(AdmissionRequest.Operation.DELETE, target, null, current, options);
            admission.forEach(plugin -> plugin.validate(request));
            ObjectNode next = marked(definition, wish, current);
            boolean stays =
                    !Metadata.finalizers(next).isEmpty() || grace(next) > 0 || isNamespaceWithContent(definition, next);
            if (options.dryRun() || (stays && next.equals(current))) {
                return answer(target, stays, next);
            }
            boolean done = stays
                    ? store.put(definition.storedAs(), target.key(), current, next)
                    : store.remove(definition.storedAs(), target.key(), current, next);
            if (done) {
                listeners.forEach(listener -> listener.committed(definition, next, !stays));
                return answer(target, stays, next);
            }
        }
        throw ApiErrors.modified(definition.qualifiedName(), target.name());
    }

    private static void checkPreconditions(Target target, DeleteOptions wish, ObjectNode current) {
        if (wish.uid() != null && !wish.uid().equals(Metadata.uid(current))) {
            throw precondition(target, "UID", wish.uid(), Metadata.uid(current), "deleted and then recreated");
        }
        if (wish.resourceVersion() != null && !wish.resourceVersion().equals(Metadata.resourceVersion(current))) {
            throw precondition(
                    target, "ResourceVersion", wish.resourceVersion(), Metadata.resourceVersion(current), "modified");
        }
    }

    private static RuntimeException precondition(
            Target target, String what, String wanted, String found, String perhaps) {
        return ApiErrors.conflict(
                target.definition().names().qualifiedKind(),
                target.name(),
                "the " + what + " in the precondition (" + wanted + ") does not match the " + what + " in record ("
                        + found + "). The object might have been " + perhaps);
    }

    private ObjectNode marked(ResourceDefinition definition, DeleteOptions wish, ObjectNode current) {
        ObjectNode next = current.deepCopy();
        ObjectNode metadata = Metadata.of(next);
        applyPolicy(metadata, wish.propagationPolicy(), Metadata.finalizers(current));
        long grace = definition.is(Trait.GRACEFUL) ? graceOfPod(wish, current) : 0;
        Instant now = clock.instant();
        if (!Metadata.isTerminating(current)) {
            metadata.put("deletionTimestamp", Timestamps.seconds(now.plusSeconds(grace)));
            // Namespaces have no such thing: they go when they are empty.
            if (!definition.qualifiedName().equals("namespaces")) {
                metadata.put("deletionGracePeriodSeconds", grace);
            }
            if (definition.is(Trait.GENERATION)) {
                metadata.put("generation", Metadata.generation(current) + 1);
            }
        } else if (grace < grace(current)) {
            Instant ends = Timestamps.parse(Json.string(metadata, "deletionTimestamp"));
            Instant earlier = now.plusSeconds(grace);
            metadata.put(
                    "deletionTimestamp", Timestamps.seconds(ends != null && ends.isBefore(earlier) ? ends : earlier));
            metadata.put("deletionGracePeriodSeconds", grace);
        }
        if (definition.qualifiedName().equals("namespaces")) {
            Json.child(next, "status").put("phase", "Terminating");
        }
        Canonical.numbers(next);
        return next;
    }

    private static void applyPolicy(ObjectNode metadata, @Nullable String policy, List<String> present) {
        if (policy == null) {
            return;
        }
        List<String> wanted = new ArrayList<>(present);
        wanted.remove(ORPHAN);
        wanted.remove(FOREGROUND);
        if (policy.equals("Orphan")) {
            wanted.add(ORPHAN);
        } else if (policy.equals("Foreground")) {
            wanted.add(FOREGROUND);
        }
        if (wanted.equals(present)) {
            return;
        }
        if (wanted.isEmpty()) {
            metadata.remove("finalizers");
            return;
        }
        ArrayNode finalizers = metadata.putArray("finalizers");
        wanted.forEach(finalizers::add);
    }

    private static long graceOfPod(DeleteOptions wish, ObjectNode pod) {
        String phase = Json.string(pod, "status", "phase");
        if (Json.string(pod, "spec", "nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        Long asked = wish.gracePeriodSeconds();
        if (asked == null) {
            Long declared = Json.number(pod, "spec", "terminationGracePeriodSeconds");
            asked = Metadata.isTerminating(pod)
                    ? (Long) grace(pod)
                    : declared == null ? (Long) DEFAULT_GRACE : declared;
        }
        return asked < 0 ? 1 : asked;
    }

    private static long grace(ObjectNode object) {
        Long grace = Json.number(object, "metadata", "deletionGracePeriodSeconds");
        return grace == null ? 0 : grace;
    }

    private static boolean isNamespaceWithContent(ResourceDefinition definition, ObjectNode next) {
        return definition.qualifiedName().equals("namespaces")
                && !Json.arrayAt(next, "spec", "finalizers").isEmpty();
    }

    private static ObjectNode answer(Target target, boolean stays, ObjectNode last) {
        if (stays || target.definition().is(Trait.GRACEFUL)) {
            return target.definition()
                    .strategy()
                    .fromStorage(last, target.version().name());
        }
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", target.name());
        if (!target.definition().group().isEmpty()) {
            details.put("group", target.definition().group());
        }
        details.put("kind", target.definition().names().plural());
        details.put("uid", Metadata.uid(last));
        return status;
    }
}
