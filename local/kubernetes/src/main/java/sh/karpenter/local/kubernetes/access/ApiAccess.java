package sh.karpenter.local.kubernetes.access;

import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The API server seen from inside its process. Every write passes the same pipeline as one that came over HTTP
/// (defaulting, admission, validation, optimistic locking, watch events); only the wire is left out.
///
/// Objects that are handed out are shared and must not be changed: copy with [ObjectNode#deepCopy()] first.
public interface ApiAccess {

    /// The resource served for this group and plural name in its storage version.
    ///
    /// @return null when no such resource is served, for example because its CRD is not (yet) established
    @Nullable
    ResourceKind resource(String group, String plural);

    /// The current object, or null when there is none.
    @Nullable
    ObjectNode get(ObjectKey key);

    /// All objects of a resource, in key order, as of one resource version.
    Collection<ObjectNode> list(ResourceKind resource);

    /// All objects of a resource in one namespace.
    Collection<ObjectNode> list(ResourceKind resource, String namespace);

    /// Calls the listener with every present object as [Change.Type#ADDED], then with every later change in
    /// commit order, always from one thread and never while a store lock is held.
    ///
    /// @return closes the watch
    AutoCloseable watch(ResourceKind resource, Consumer<Change> listener);

    /// Creates an object. Namespace and name are taken from its metadata.
    ///
    /// @throws ApiException as the API server would answer
    ObjectNode create(ResourceKind resource, ObjectNode object);

    /// Creates a subresource of an object: `binding` or `eviction` of a pod.
    ///
    /// @throws ApiException as the API server would answer, for example 429 for an eviction that a budget
    ///     forbids
    ObjectNode createSubresource(ObjectKey key, String subresource, ObjectNode body);

    /// Replaces an object. A resource version in its metadata is a precondition.
    ///
    /// @param subresource for example `status`; null for the object itself
    /// @throws ApiException as the API server would answer
    ObjectNode update(ResourceKind resource, @Nullable String subresource, ObjectNode object);

    /// Applies an RFC 7386 merge patch.
    ///
    /// @param subresource for example `status`; null for the object itself
    /// @throws ApiException as the API server would answer
    ObjectNode mergePatch(ObjectKey key, @Nullable String subresource, ObjectNode patch);

    /// Deletes an object; deleting one that is gone is not an error.
    ///
    /// @param gracePeriodSeconds null for the object's own default
    /// @param propagationPolicy `Background`, `Foreground` or `Orphan`, null for the default
    /// @param uid precondition, null for none
    void delete(
            ObjectKey key, @Nullable Long gracePeriodSeconds, @Nullable String propagationPolicy, @Nullable String uid);
}
