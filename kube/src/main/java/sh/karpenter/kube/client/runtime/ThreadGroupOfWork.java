package sh.karpenter.kube.client.runtime;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// The virtual threads that are at work, so that they can be waited for.
final class ThreadGroupOfWork {
    private final Set<Thread> threads = new HashSet<>();

    synchronized void start(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
            } finally {
                ended(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private synchronized void ended(Thread thread) {
        threads.remove(thread);
        notifyAll();
    }

    /// Waits until nothing is at work.
    ///
    /// @return false when the patience ended first
    synchronized boolean awaitIdle(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!threads.isEmpty()) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    synchronized void interrupt() {
        threads.forEach(Thread::interrupt);
    }
}
