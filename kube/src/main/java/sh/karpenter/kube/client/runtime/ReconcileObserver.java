package sh.karpenter.kube.client.runtime;

import java.time.Duration;

/// Told what the runtime does, for metrics. Must be quick.
public interface ReconcileObserver {

    /// A key was put into a queue that did not hold it.
    void queued(String controller);

    /// A key left the queue and its reconciliation began.
    ///
    /// @param waited how long it was ready in the queue
    void started(String controller, Duration waited);

    /// A reconciliation ended.
    void finished(String controller, Result result, Duration took);

    /// How a reconciliation ended.
    enum Result {
        SUCCESS,
        REQUEUE_AFTER,
        REQUEUE,
        ERROR
    }

    /// Looks away.
    static ReconcileObserver none() {
        return new ReconcileObserver() {
            @Override
            public void queued(String controller) {}

            @Override
            public void started(String controller, Duration waited) {}

            @Override
            public void finished(String controller, Result result, Duration took) {}
        };
    }
}
