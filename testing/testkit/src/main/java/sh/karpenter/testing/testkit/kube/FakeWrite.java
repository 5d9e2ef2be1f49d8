package sh.karpenter.testing.testkit.kube;

import sh.karpenter.kube.client.ObjectKey;

/// One write that [FakeStores] received.
///
/// @param verb what was asked
/// @param kind for example `NodeClaim`
/// @param key which object
public record FakeWrite(Verb verb, String kind, ObjectKey key) {

    /// What was asked.
    public enum Verb {
        CREATE,
        PATCH,
        PATCH_STATUS,
        APPLY,
        DELETE,
        EVICT,
        BIND
    }

    /// Hears of writes. It may throw, which is what a process that dies at this point looks like: thrown from
    /// [#before] the write did not happen, thrown from [#after] it did, and nobody learned of it.
    public interface Listener {
        /// About to happen.
        void before(FakeWrite write);

        /// Has happened.
        void after(FakeWrite write);
    }
}
