package sh.karpenter.local.kubernetes.cluster.runtime;

import java.util.function.Consumer;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;

/// Brings one kind of thing to its desired state, key by key. All calls come from the loop's one thread;
/// between an [#observe] and the [#reconcile] it caused other keys may be served and more changes may arrive.
public interface Controller {

    /// A short name for logs, for example `replicaset`.
    String name();

    /// Called for every change of every object in the cluster, also for those that this loop wrote itself.
    /// Names the keys that have to be looked at because of it. It must be quick and must not write.
    void observe(ResourceKind kind, Change change, Consumer<ObjectKey> enqueue);

    /// Looks at one key and acts. Level-triggered: reads what is, not what changed. An
    /// [sh.karpenter.local.kubernetes.access.ApiException] thrown from here leads to another attempt after a
    /// pause.
    ///
    /// @return when to look again without being asked
    Requeue reconcile(ObjectKey key);

    /// Whether looking at a key costs more the more pods it has, so that changes in quick succession are better
    /// gathered and looked at together.
    default boolean gathersChanges() {
        return false;
    }
}
