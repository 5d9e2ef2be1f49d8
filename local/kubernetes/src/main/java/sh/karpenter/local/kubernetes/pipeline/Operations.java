package sh.karpenter.local.kubernetes.pipeline;

import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.patch.MergePatch;
import sh.karpenter.local.kubernetes.patch.StrategicMergePatch;
import sh.karpenter.local.kubernetes.request.DeleteOptions;
import sh.karpenter.local.kubernetes.request.ListOptions;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WatchOptions;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.resource.CommitListener;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.shape.Shape;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that can be done to objects, whoever asks: the HTTP face and the in-process access call the
/// same methods. Bodies handed in become the server's own. Objects handed out are shared and must not be
/// changed.
public final class Operations {
    private final ObjectStore store;
    private final Reader reader;
    private final Writer writer;
    private final Deletion deletion;

    /// @param admission rules that see every write
    /// @param listeners hear of every commit in the request that made it
    public Operations(
            ObjectStore store,
            List<AdmissionPlugin> admission,
            List<CommitListener> listeners,
            Names names,
            InstantSource clock) {
        this.store = store;
        this.reader = new Reader(store);
        this.writer = new Writer(store, admission, listeners, names, clock);
        this.deletion = new Deletion(store, admission, listeners, clock);
    }

    /// The object in the version of the request.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 404 when there is none
    public ObjectNode get(Target target) {
        return reader.get(target);
    }

    /// The selected objects of a collection.
    public Listing list(Target target, ListOptions options) {
        return reader.list(target, options);
    }

    /// Follows the selected objects of a collection.
    public Watch watch(Target target, WatchOptions options) {
        return new Watch(target, options, store, reader);
    }

    /// Creates an object.
    public Outcome create(Target target, ObjectNode body, WriteOptions options) {
        return writer.create(target, body, options);
    }

    /// Replaces an object, or its subresource's view of it.
    public Outcome update(Target target, ObjectNode body, WriteOptions options) {
        if (target.definition().is(Trait.CREATE_ON_UPDATE)
                && target.subresource() == null
                && store.get(target.definition().storedAs(), target.key()) == null) {
            return writer.create(target, body, options);
        }
        return writer.modify(target, options, true, current -> body.deepCopy());
    }

    /// Patches an object, or its subresource's view of it.
    public Outcome patch(Target target, PatchType type, JsonNode patch, WriteOptions options) {
        return writer.modify(target, options, true, patching(target, type, patch));
    }

    /// Deletes an object or marks it as being deleted.
    ///
    /// @return the object if it is still there or is a pod, else a `Status`
    public ObjectNode delete(Target target, DeleteOptions wish, WriteOptions options) {
        return deletion.delete(target, wish, options);
    }

    /// Deletes every selected object of a collection.
    ///
    /// @return the objects that were found
    public Listing deleteCollection(Target target, ListOptions selection, DeleteOptions wish, WriteOptions options) {
        Listing found = reader.list(target, selection);
        List<ObjectNode> deleted = new ArrayList<>();
        for (ObjectNode object : found.objects()) {
            Target one = new Target(
                    target.definition(), target.version(), Metadata.namespace(object), Metadata.name(object), null);
            try {
                deletion.delete(one, wish, options);
                deleted.add(object);
            } catch (ApiException e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        return new Listing(deleted, store.revision(), "", null);
    }

    private static UnaryOperator<ObjectNode> patching(Target target, PatchType type, JsonNode patch) {
        return switch (type) {
            case JSON -> current -> jsonPatched(current, patch);
            case MERGE ->
                current -> {
                    MergePatch.apply(current, objectPatch(patch));
                    return current;
                };
            case STRATEGIC -> {
                Shape shape =
                        target.definition().strategy().shape(target.version().name());
                yield current -> {
                    StrategicMergePatch.apply(current, objectPatch(patch), shape);
                    return current;
                };
            }
            case APPLY ->
                current -> {
                    MergePatch.apply(current, objectPatch(patch));
                    return current;
                };
        };
    }

    private static ObjectNode objectPatch(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw ApiErrors.badRequest("the patch is not a JSON object");
    }

    private static ObjectNode jsonPatched(ObjectNode current, JsonNode patch) {
        if (!(patch instanceof ArrayNode operations)) {
            throw ApiErrors.badRequest("the patch is not a JSON array of operations");
        }
        if (operations.size() > 10_000) {
            throw ApiErrors.tooLarge(
                    "The allowed maximum operations in a JSON patch is 10000, got " + operations.size());
        }
        try {
            if (JsonPatch.apply(operations, current) instanceof ObjectNode patched) {
                return patched;
            }
            throw ApiErrors.badRequest("the patched object is not a JSON object");
        } catch (JsonPatchException e) {
            throw ApiErrors.of(422, "Invalid", "the server rejected our request due to an error in our request", null);
        }
    }
}
