package sh.karpenter.kube.client.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.client.ObjectKey;

/// All objects of one kind, read from a cache that a watch keeps up to date. A write through the store is seen by
/// reads at once, before the watch reports it.
///
/// Objects that are handed out are shared and must not be changed: copy first (see
/// [WritableStore#patch(io.fabric8.kubernetes.api.model.HasMetadata, java.util.function.UnaryOperator)]).
///
/// @param <T> what the objects are handed out as
public interface Store<T> {

    /// The object, null when there is none (or the watch has not reported it yet).
    @Nullable
    T find(ObjectKey key);

    /// All objects, in order of key.
    List<T> list();

    /// Tells the listener of every present object, and then of every change, in order, from one thread at a
    /// time. The listener must be quick and must not write to any store: let it put a key into a queue.
    void subscribe(ChangeListener<T> listener);

    /// Whether everything that existed at the start has been read. Until then answers are incomplete.
    boolean synced();
}
