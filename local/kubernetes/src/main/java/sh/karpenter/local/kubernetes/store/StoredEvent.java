package sh.karpenter.local.kubernetes.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.access.Change;
import tools.jackson.databind.node.ObjectNode;

/// One entry of a resource's history.
///
/// @param revision the resource version that the change took
/// @param key the object
/// @param change what happened
/// @param committed when
public record StoredEvent(long revision, StoreKey key, Change change, Instant committed) {

    /// The object before the change, null when there was none.
    public @Nullable ObjectNode before() {
        return change.previous();
    }
}
