package sh.karpenter.local.kubelets;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves things when they are due: one thread keeps the time for all, and a limited number of virtual threads
/// does the work. The same thing is never served twice at once; asking for an earlier time wins.
final class Agenda<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agenda.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int LAST_RETRY_DOUBLING = 5;
    /// The clock may run faster than real time, so no wait is longer than this.
    private static final long LONGEST_WAIT_MILLIS = 100;

    /// What is done with a thing that is due.
    interface Work<K> {
        /// @return when to serve it again, null for when asked
        @Nullable
        Instant serve(K key) throws IOException;
    }

    private record Due(Instant at, long sequence) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = at.compareTo(other.at);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    private final InstantSource clock;
    private final Work<K> work;
    private final Semaphore places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    private final TreeMap<Due, K> waiting = new TreeMap<>();
    private final Map<K, Due> dues = new HashMap<>();
    private final Set<K> running = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Thread timekeeper;
    private long sequence;

    Agenda(InstantSource clock, int concurrency, Work<K> work) {
        this.clock = clock;
        this.work = work;
        this.places = new Semaphore(concurrency);
        this.timekeeper = Thread.ofVirtual().name("kubelets").unstarted(this::keepTime);
    }

    void start() {
        timekeeper.start();
    }

    /// Serves a thing at a time, or earlier if that was asked before.
    void at(K key, Instant time) {
        lock.lock();
        try {
            Due present = dues.get(key);
            if (present != null) {
                if (!time.isBefore(present.at)) {
                    return;
                }
                waiting.remove(present);
            }
            Due due = new Due(time, sequence++);
            dues.put(key, due);
            waiting.put(due, key);
            earlier.signal();
        } finally {
            lock.unlock();
        }
    }

    void soon(K key) {
        at(key, clock.instant());
    }

    @Override
    public void close() {
        timekeeper.interrupt();
    }

    private void keepTime() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                places.acquire();
                K key = awaitDue();
                Thread.ofVirtual().name("kubelet ", 0).start(() -> serve(key));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// The first thing that is due and not being served.
    private K awaitDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Instant now = clock.instant();
                for (Map.Entry<Due, K> entry : waiting.entrySet()) {
                    if (entry.getKey().at.isAfter(now)) {
                        break;
                    }
                    // Taken out of the entry first: removing from a tree may overwrite the entry with the next one.
                    K key = entry.getValue();
                    if (!running.contains(key)) {
                        waiting.remove(entry.getKey());
                        dues.remove(key);
                        running.add(key);
                        return key;
                    }
                }
                boolean signalled = earlier.await(waitMillis(now), TimeUnit.MILLISECONDS);
                LOG.trace("woken: {}", signalled);
            }
        } finally {
            lock.unlock();
        }
    }

    private long waitMillis(Instant now) {
        if (waiting.isEmpty()) {
            return LONGEST_WAIT_MILLIS;
        }
        long millis = Duration.between(now, waiting.firstKey().at).toMillis() + 1;
        return Math.clamp(millis, 1, LONGEST_WAIT_MILLIS);
    }

    private void serve(K key) {
        Instant next = null;
        boolean failed = false;
        try {
            next = work.serve(key);
        } catch (IOException refused) {
            failed = true;
            LOG.debug("{}: {}", key, refused.getMessage());
        } catch (RuntimeException mistake) {
            failed = true;
            LOG.error("{} failed", key, mistake);
        } finally {
            finish(key, next, failed);
            places.release();
        }
    }

    private void finish(K key, @Nullable Instant next, boolean failed) {
        lock.lock();
        try {
            running.remove(key);
            if (failed) {
                int attempt = failures.merge(key, 1, Integer::sum);
                at(
                        key,
                        clock.instant()
                                .plus(FIRST_RETRY.multipliedBy(1L << Math.min(attempt - 1, LAST_RETRY_DOUBLING))));
            } else {
                failures.remove(key);
                if (next != null) {
                    at(key, next);
                }
            }
            earlier.signal();
        } finally {
            lock.unlock();
        }
    }
}
