package sh.karpenter.providers.aws.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.providers.aws.metrics.ProviderMeters;

/// Collects requests that can be answered by one call, and makes that call.
///
/// 1. The first request of a bucket opens a batch; its thread becomes the batch's leader and waits.
/// 2. Others of the same bucket join it and wait for its end. Each one makes the leader wait a little longer.
/// 3. When nobody came for a while, or the leader has waited long enough, or the batch is full, the leader
///    closes the batch and makes the call for all.
/// 4. Each thread takes its own answer home; a call that throws throws for all.
///
/// There is no thread of its own: whoever asks, waits, and one of those who wait does the work.
///
/// @param <I> a request
/// @param <O> its answer
public final class Batcher<I, O> {
    private final String name;
    private final Window window;
    private final Function<I, Object> bucketOf;
    private final Function<List<I>, List<O>> call;
    private final ProviderMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Batch<I, O>> open = new HashMap<>();

    /// How long requests are collected.
    ///
    /// @param idle the batch is closed when nobody came for so long
    /// @param most the batch is closed after so long in any case
    /// @param items the batch is closed when it has so many
    public record Window(Duration idle, Duration most, int items) {
        /// No waiting: a batch holds what arrives at the same moment.
        public static Window none() {
            return new Window(Duration.ZERO, Duration.ZERO, 1000);
        }
    }

    /// @param name as metrics show it
    /// @param bucketOf requests of equal buckets may share a call
    /// @param call answers requests, in their order
    public Batcher(
            String name,
            Window window,
            Function<I, Object> bucketOf,
            Function<List<I>, List<O>> call,
            ProviderMeters meters) {
        this.name = name;
        this.window = window;
        this.bucketOf = bucketOf;
        this.call = call;
        this.meters = meters;
    }

    /// Waits for the answer.
    ///
    /// @throws RuntimeException what the call threw
    public O submit(I request) {
        Object bucket = bucketOf.apply(request);
        Batch<I, O> batch;
        int place;
        boolean leader;
        lock.lock();
        try {
            batch = open.get(bucket);
            leader = batch == null;
            if (batch == null) {
                batch = new Batch<>(lock.newCondition());
                open.put(bucket, batch);
            }
            place = batch.requests.size();
            batch.requests.add(request);
            batch.changed.signalAll();
            if (batch.requests.size() >= window.items()) {
                open.remove(bucket, batch);
            }
            if (leader) {
                collect(bucket, batch);
            }
        } finally {
            lock.unlock();
        }
        if (leader) {
            run(batch);
        }
        return await(batch, place);
    }

    /// Waits until the batch is complete, and closes it.
    private void collect(Object bucket, Batch<I, O> batch) {
        long start = System.nanoTime();
        long end = start + window.most().toNanos();
        int seen = batch.requests.size();
        long idleEnd = start + window.idle().toNanos();
        while (batch.requests.size() < window.items()) {
            long wait = Math.min(end, idleEnd) - System.nanoTime();
            if (wait <= 0) {
                break;
            }
            try {
                batch.changed.await(wait, TimeUnit.NANOSECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
            if (batch.requests.size() > seen) {
                seen = batch.requests.size();
                idleEnd = System.nanoTime() + window.idle().toNanos();
            }
        }
        open.remove(bucket, batch);
        meters.batched(name, batch.requests.size(), Duration.ofNanos(System.nanoTime() - start));
    }

    private void run(Batch<I, O> batch) {
        List<O> answers = null;
        RuntimeException failure = null;
        try {
            answers = call.apply(List.copyOf(batch.requests));
        } catch (RuntimeException broken) {
            failure = broken;
        }
        lock.lock();
        try {
            batch.answers = answers;
            batch.failure = failure == null && answers == null ? new IllegalStateException(name) : failure;
            batch.changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private O await(Batch<I, O> batch, int place) {
        lock.lock();
        try {
            List<O> answers = batch.answers;
            while (answers == null && batch.failure == null) {
                batch.changed.awaitUninterruptibly();
                answers = batch.answers;
            }
            if (answers != null) {
                return answers.get(place);
            }
            throw Objects.requireNonNull(batch.failure);
        } finally {
            lock.unlock();
        }
    }

    /// Requests that will share a call; guarded by the lock.
    private static final class Batch<I, O> {
        final List<I> requests = new ArrayList<>();
        final Condition changed;

        @Nullable
        List<O> answers;

        @Nullable
        RuntimeException failure;

        Batch(Condition changed) {
            this.changed = changed;
        }
    }
}
