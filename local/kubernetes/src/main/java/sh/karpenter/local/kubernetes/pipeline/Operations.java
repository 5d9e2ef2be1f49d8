package sh.karpenter.local.kubernetes.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.admission.AdmissionPlugin;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import sh.karpenter.local.kubernetes.request.DeleteOptions;
import sh.karpenter.local.kubernetes.request.ListOptions;
import sh.karpenter.local.kubernetes.request.PatchType;
import sh.karpenter.local.kubernetes.request.Target;
import sh.karpenter.local.kubernetes.request.WatchOptions;
import sh.karpenter.local.kubernetes.request.WriteOptions;
import sh.karpenter.local.kubernetes.resource.Catalogue;
import sh.karpenter.local.kubernetes.resource.CommitListener;
import sh.karpenter.local.kubernetes.resource.ResourceDefinition;
import sh.karpenter.local.kubernetes.resource.Trait;
import sh.karpenter.local.kubernetes.store.ObjectStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that can be done to objects, whoever asks: the HTTP face and the in-process access call the
/// same methods. Bodies handed in become the server's own. Objects handed out are shared and must not be
/// changed.
public final class Operations {
    private final ObjectStore store;
    private final Catalogue catalogue;
    private final Reader reader;
    private final Writer writer;
    private final Deletion deletion;
    private final PodBinding binding;
    private final PodEviction eviction;
    private final Tokens tokens;
    private final Reviews reviews;

    /// @param admission rules that see every write
    /// @param listeners hear of every commit in the request that made it
    /// @param permissions answers those who ask what they may do
    public Operations(
            ObjectStore store,
            Catalogue catalogue,
            List<AdmissionPlugin> admission,
            List<CommitListener> listeners,
            Names names,
            Tokens tokens,
            Permissions permissions,
            InstantSource clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.reader = new Reader(store);
        this.writer = new Writer(store, admission, listeners, names, clock);
        this.deletion = new Deletion(store, admission, listeners, clock);
        this.binding = new PodBinding(writer, clock);
        this.eviction = new PodEviction(store, writer, deletion, clock);
        this.tokens = tokens;
        this.reviews = new Reviews(tokens, permissions, clock);
    }

    /// The object, or its subresource's view of it, in the version of the request.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 404 when there is none
    public ObjectNode get(Target target) {
        ObjectNode object = reader.get(target);
        return target.isSubresource("scale") ? new ScaleView(target).of(object) : object;
    }

    /// The selected objects of a collection.
    public Listing list(Target target, ListOptions options) {
        return reader.list(target, options);
    }

    /// Follows the selected objects of a collection.
    public Watch watch(Target target, WatchOptions options) {
        return new Watch(target, options, store, reader);
    }

    /// Creates an object, or does what creating a subresource means: binds, evicts, issues a token.
    public Outcome create(Target target, ObjectNode body, WriteOptions options) {
        if (target.subresource() != null) {
            ObjectNode answer = switch (target.subresource().name()) {
                case "binding" -> binding.bind(target.main(), body, options);
                case "eviction" -> eviction.evict(target.main(), body, options);
                case "token" -> tokens.issue(reader.get(target), body);
                default -> throw ApiErrors.methodNotAllowed();
            };
            return new Outcome(answer, true);
        }
        if (target.definition().is(Trait.VIRTUAL)) {
            ObjectNode answer = target.definition().names().kind().equals("Binding")
                    ? binding.bind(pod(target, Metadata.name(body)), body, options)
                    : reviews.answer(target, body, options.caller());
            return new Outcome(answer, true);
        }
        return writer.create(target, body, options);
    }

    /// Replaces an object, or its subresource's view of it.
    public Outcome update(Target target, ObjectNode body, WriteOptions options) {
        if (target.isSubresource("scale")) {
            return rescale(target, options, scale -> body);
        }
        if (target.isSubresource("finalize")) {
            return writer.modify(target.main(), options, true, current -> {
                JsonNode finalizers = Json.arrayAt(body, "spec", "finalizers").deepCopy();
                Json.child(current, "spec").set("finalizers", finalizers);
                return current;
            });
        }
        if (target.definition().is(Trait.CREATE_ON_UPDATE)
                && target.subresource() == null
                && store.get(target.definition().storedAs(), target.key()) == null) {
            return writer.create(target, body, options);
        }
        return writer.modify(target, options, true, current -> body.deepCopy());
    }

    /// Patches an object, or its subresource's view of it.
    public Outcome patch(Target target, PatchType type, JsonNode patch, WriteOptions options) {
        if (type == PatchType.APPLY) {
            return writer.apply(target, Patching.object(patch), options);
        }
        UnaryOperator<ObjectNode> change = Patching.of(target, type, patch);
        if (target.isSubresource("scale")) {
            return rescale(target, options, change);
        }
        return writer.modify(target, options, true, change);
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

    private Outcome rescale(Target target, WriteOptions options, UnaryOperator<ObjectNode> change) {
        ScaleView view = new ScaleView(target);
        Outcome outcome = writer.modify(
                target.main(), options, true, current -> view.apply(current, change.apply(view.of(current))));
        return new Outcome(view.of(outcome.object()), false);
    }

    private Target pod(Target bindings, String name) {
        ResourceDefinition pods = catalogue.find("", "pods");
        if (pods == null) {
            throw ApiErrors.unknownPath();
        }
        return new Target(pods, pods.versions().getFirst(), bindings.namespace(), name, null);
    }
}
