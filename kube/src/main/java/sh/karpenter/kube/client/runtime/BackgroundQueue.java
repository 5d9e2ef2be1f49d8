package sh.karpenter.kube.client.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Does small things later, one after the other, so that nobody waits for them. When too much is waiting, what
/// comes is dropped: for things that are nice to have, such as events.
public final class BackgroundQueue implements Executor {
    private final ThreadPoolExecutor worker;

    /// Nothing waits.
    ///
    /// @param name of its thread
    /// @param capacity how many things may wait
    public BackgroundQueue(String name, int capacity) {
        worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(capacity),
                Thread.ofVirtual().name(name).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void execute(Runnable task) {
        worker.execute(task);
    }
}
