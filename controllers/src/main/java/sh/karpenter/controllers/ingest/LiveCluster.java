package sh.karpenter.controllers.ingest;

import java.util.function.BooleanSupplier;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.core.state.ClusterState;

/// The picture of the cluster as of now, for many threads: events are folded in one at a time, snapshots are
/// shared.
public final class LiveCluster {
    private final ClusterState state = new ClusterState();
    private final BooleanSupplier storesSynced;

    /// An empty picture.
    ///
    /// @param storesSynced whether everything that existed at the start has been read
    public LiveCluster(BooleanSupplier storesSynced) {
        this.storesSynced = storesSynced;
    }

    /// Folds one event in.
    public synchronized void apply(ClusterEvent event) {
        state.apply(event);
    }

    /// The picture of now.
    public synchronized ClusterSnapshot snapshot() {
        return state.snapshot();
    }

    /// As [ClusterState#consolidationGeneration].
    public synchronized long consolidationGeneration() {
        return state.consolidationGeneration();
    }

    /// Whether decisions may be based on the picture: everything has been read, and no claim is still being
    /// launched.
    public boolean synced() {
        return storesSynced.getAsBoolean() && !launching();
    }

    private synchronized boolean launching() {
        return state.launching();
    }
}
