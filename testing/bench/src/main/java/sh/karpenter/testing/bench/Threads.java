package sh.karpenter.testing.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import sh.karpenter.core.disruption.whatif.SideBySide;

/// Lends threads to a pass.
final class Threads implements SideBySide, AutoCloseable {
    private final int width;
    private final ExecutorService pool;
    private final List<Long> members = new CopyOnWriteArrayList<>();

    Threads(int width) {
        this.width = width;
        this.pool = Executors.newFixedThreadPool(width, task -> {
            var thread = new Thread(task);
            members.add(thread.threadId());
            return thread;
        });
    }

    /// CPU time of these threads and of the caller's so far, in nanoseconds: without compiler and garbage collector,
    /// which have not much to do once the process is warm but disturb a measurement on a busy machine.
    long cpuNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        long sum = threads.getCurrentThreadCpuTime();
        for (long member : members) {
            sum += threads.getThreadCpuTime(member);
        }
        return sum;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void run(List<Runnable> tasks) {
        var running = new ArrayList<Future<?>>();
        for (Runnable task : tasks) {
            running.add(pool.submit(task));
        }
        for (Future<?> task : running) {
            try {
                task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a what-if failed", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
