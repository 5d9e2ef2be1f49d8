package sh.karpenter.local.aws.time;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A timer of real time with one daemon thread. A task that fails is logged and does not stop the others.
public final class SystemTimer implements Timer {
    private static final Logger LOG = LoggerFactory.getLogger(SystemTimer.class);

    private final ScheduledThreadPoolExecutor executor;

    public SystemTimer() {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("local-aws-timer").factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        try {
            var _ = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("A task came after the timer was closed and is dropped", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A timed task of the local AWS failed", e);
        }
    }
}
