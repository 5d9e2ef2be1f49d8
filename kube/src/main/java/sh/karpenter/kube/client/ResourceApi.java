package sh.karpenter.kube.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The calls for one resource. Each blocks until it is answered.
///
/// Every method throws [ApiServerException] when the server answers with an error or does not answer.
///
/// @param <T> the model class of its objects
public interface ResourceApi<T extends HasMetadata> {

    /// Follows all objects of the resource, for ever: after a broken connection it goes on by itself.
    ///
    /// @return ends the watch
    Watching watch(WatchListener<T> listener);

    /// The object as the server has it now, null when there is none.
    @Nullable
    T get(ObjectKey key);

    /// Creates an object and gives it back as stored.
    T create(T object);

    /// Patches an object, or its status, and gives it back as stored.
    ///
    /// @param subresource `status`, or empty for the object itself
    T patch(ObjectKey key, String subresource, PatchFormat format, JsonNode patch);

    /// Starts deleting an object.
    ///
    /// @param uid only if it is that very object; null for no such condition
    /// @param gracePeriodSeconds null for the object's own
    void delete(ObjectKey key, @Nullable String uid, @Nullable Long gracePeriodSeconds);

    /// Posts to a subresource, for example `eviction`.
    void createSubresource(ObjectKey key, String subresource, JsonNode body);

    /// How a patch is written.
    enum PatchFormat {
        /// RFC 7386: objects are merged, lists replaced, null removes.
        MERGE,
        /// Server-side apply, taking over fields that others own.
        APPLY
    }

    /// A running watch.
    interface Watching extends AutoCloseable {
        /// Ends it; nothing is delivered afterwards.
        @Override
        void close();
    }
}
