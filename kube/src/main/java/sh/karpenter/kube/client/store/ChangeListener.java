package sh.karpenter.kube.client.store;

import org.jspecify.annotations.Nullable;

/// Told of the changes of a store.
///
/// @param <T> what the store hands out
public interface ChangeListener<T> {

    /// An object is there, newly or in a new version.
    ///
    /// @param before the version known until now, null for a new object
    /// @param now the version that holds now
    void present(@Nullable T before, T now);

    /// An object is gone.
    ///
    /// @param last its last known version
    void gone(T last);
}
