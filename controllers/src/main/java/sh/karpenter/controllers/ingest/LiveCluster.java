package sh.karpenter.controllers.ingest;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import sh.karpenter.core.model.cluster.ClusterSnapshot;
import sh.karpenter.core.state.ClusterEvent;
import sh.karpenter.core.state.ClusterState;
import sh.karpenter.kube.provider.MeterSink;

/// The picture of the cluster as of now, for many threads: events are folded in one at a time, snapshots are
/// shared.
public final class LiveCluster {
    private final ClusterState state = new ClusterState();
    private final BooleanSupplier storesSynced;
    private final SyncReport report;

    /// An empty picture.
    ///
    /// @param storesSynced whether everything that existed at the start has been read
    /// @param report told of every question whether the picture can be relied on
    public LiveCluster(BooleanSupplier storesSynced, SyncReport report) {
        this.storesSynced = storesSynced;
        this.report = report;
    }

    /// An empty picture that reports to nobody.
    public LiveCluster(BooleanSupplier storesSynced) {
        this(storesSynced, new SyncReport(MeterSink.none(), InstantSource.system()));
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
        boolean synced = storesSynced.getAsBoolean() && !launching();
        report.asked(synced, snapshot().nodes().size());
        return synced;
    }

    private synchronized boolean launching() {
        return state.launching();
    }
}
