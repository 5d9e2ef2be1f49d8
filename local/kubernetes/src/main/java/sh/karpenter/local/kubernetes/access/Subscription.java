package sh.karpenter.local.kubernetes.access;

/// A running watch.
public interface Subscription extends AutoCloseable {

    /// Ends the watch; no change is delivered afterwards except one that is being delivered already.
    @Override
    void close();
}
