package sh.karpenter.kube.client.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs controllers on virtual threads: one that hands out keys per controller, and one per key being worked on.
///
/// Closing it stops handing out keys and waits for the work under way.
public final class ControllerRuntime implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final ReconcileObserver observer;
    private final List<Loop<?>> loops = new ArrayList<>();

    /// Nothing runs yet.
    public ControllerRuntime(InstantSource clock, ReconcileObserver observer) {
        this.clock = clock;
        this.observer = observer;
    }

    /// Starts a controller.
    public synchronized <K> void start(Controller<K> controller) {
        var loop = new Loop<>(controller);
        loops.add(loop);
        loop.start();
    }

    /// Stops handing out keys and waits up to half a minute for the work under way; then it is interrupted.
    @Override
    public synchronized void close() {
        loops.forEach(Loop::stop);
        Instant end = clock.instant().plus(PATIENCE);
        loops.forEach(loop -> loop.awaitEnd(Duration.between(clock.instant(), end)));
    }

    /// Hands out the keys of one controller.
    private final class Loop<K> {
        private final Controller<K> controller;
        private final Semaphore idleWorkers;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final ThreadGroupOfWork work = new ThreadGroupOfWork();
        private boolean signalled;
        private volatile boolean stopping;
        private @Nullable Thread dispatcher;

        Loop(Controller<K> controller) {
            this.controller = controller;
            this.idleWorkers = new Semaphore(controller.workers());
        }

        void start() {
            controller.attach(this::signal, observer);
            dispatcher = Thread.ofVirtual().name(controller.name()).start(this::dispatch);
        }

        void stop() {
            stopping = true;
            signal();
            if (controller.waitsOutside()) {
                work.interrupt();
            }
        }

        void awaitEnd(Duration patience) {
            Thread thread = dispatcher;
            try {
                if (!work.awaitIdle(patience)) {
                    log.atWarn().addKeyValue("controller", controller.name()).log("stopping work that takes too long");
                    work.interrupt();
                }
                if (thread != null) {
                    thread.interrupt();
                    thread.join(PATIENCE);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void signal() {
            lock.lock();
            try {
                signalled = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void dispatch() {
            try {
                while (!stopping) {
                    idleWorkers.acquire();
                    if (!runOne()) {
                        idleWorkers.release();
                        await();
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean runOne() {
            var taken = controller.take();
            if (taken == null || stopping) {
                return false;
            }
            work.start(controller.name(), () -> {
                try {
                    controller.process(taken);
                } finally {
                    idleWorkers.release();
                }
            });
            return true;
        }

        private void await() throws InterruptedException {
            lock.lock();
            try {
                while (!signalled && !stopping) {
                    Instant due = controller.nextDue();
                    if (due == null) {
                        changed.await();
                    } else if (changed.awaitNanos(nanosUntil(due)) <= 0) {
                        return;
                    }
                }
                signalled = false;
            } finally {
                lock.unlock();
            }
        }

        private long nanosUntil(Instant due) {
            Duration wait = Duration.between(clock.instant(), due);
            return Math.max(
                    TimeUnit.MICROSECONDS.toNanos(1),
                    wait.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : wait.toNanos());
        }
    }
}
