package sh.karpenter.kube.client.runtime;

/// Brings the world nearer to what one object says. Called again whenever something about the key may have
/// changed, so it looks at the present state only, never at what happened.
///
/// The runtime never runs one key twice at the same time. An exception is logged as an error and the key is tried
/// again with growing pauses.
///
/// @param <K> what is reconciled, usually [sh.karpenter.kube.client.ObjectKey]
@FunctionalInterface
public interface Reconciler<K> {

    /// Observes, decides, acts; says when to look again.
    Requeue reconcile(K key);
}
