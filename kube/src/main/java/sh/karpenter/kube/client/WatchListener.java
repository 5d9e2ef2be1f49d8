package sh.karpenter.kube.client;

import io.fabric8.kubernetes.api.model.HasMetadata;

/// Takes what a watch delivers, in the order of the server, from one thread at a time.
///
/// @param <T> the model class
public interface WatchListener<T extends HasMetadata> {

    /// An object is there: newly, or in a new version, or (after a reconnect) once more.
    void present(T object);

    /// An object is gone.
    ///
    /// @param key where it was
    /// @param uid which it was
    void gone(ObjectKey key, String uid);

    /// Everything that existed when the watch began has been delivered. Called once.
    void synced();
}
