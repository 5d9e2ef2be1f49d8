package sh.karpenter.kube.client.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys that a controller has to look at. It knows no clock and no threads: time comes as an argument, and
/// whoever takes keys is told by a signal that there may be some.
///
/// 1. A key that is put in twice before it is taken is handed out once (coalescing).
/// 2. A key that is being worked on is not handed out again; if it is put in meanwhile, it comes back when it is
///    done.
/// 3. A key may be put in for later; of several times the earliest holds, and being put in for now settles them
///    all.
/// 4. Retries are delayed per key by a doubling pause and over all keys by a token bucket; success resets the
///    former.
///
/// Source: the behaviour of client-go's `workqueue` and of its exponential and bucket rate limiters.
///
/// @param <K> the key; equals and hashCode say what is the same key
public final class WorkQueue<K> {
    private final RetryPolicy retry;
    private final Runnable signal;

    private final LinkedHashMap<K, Instant> ready = new LinkedHashMap<>();
    private final Map<K, Instant> working = new HashMap<>();
    private final Set<K> dirtyWhileWorking = new HashSet<>();
    private final Map<K, Instant> later = new HashMap<>();
    private final PriorityQueue<Due<K>> dues = new PriorityQueue<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private double tokens;
    private @Nullable Instant refilled;

    /// An empty queue.
    ///
    /// @param signal run whenever the answer of [#take] or [#nextDue] may have changed
    public WorkQueue(RetryPolicy retry, Runnable signal) {
        this.retry = retry;
        this.signal = signal;
        this.tokens = retry.burst();
    }

    /// Puts a key in, to be taken as soon as possible.
    ///
    /// @return whether it was not waiting already
    public boolean add(K key, Instant now) {
        boolean added = enqueue(key, now);
        signal.run();
        return added;
    }

    private synchronized boolean enqueue(K key, Instant now) {
        later.remove(key);
        if (working.containsKey(key)) {
            return dirtyWhileWorking.add(key);
        }
        return ready.putIfAbsent(key, now) == null;
    }

    /// Puts a key in for later.
    public void addAt(K key, Instant due) {
        schedule(key, due);
        signal.run();
    }

    private synchronized void schedule(K key, Instant due) {
        if (ready.containsKey(key) || dirtyWhileWorking.contains(key)) {
            return;
        }
        Instant known = later.get(key);
        if (known == null || due.isBefore(known)) {
            later.put(key, due);
            dues.add(new Due<>(due, key));
        }
    }

    /// Puts a key in after the pause that its failures so far and the rate over all keys ask for.
    ///
    /// @return the pause
    public Duration retry(K key, Instant now) {
        Duration pause = pause(key, now);
        addAt(key, now.plus(pause));
        return pause;
    }

    private synchronized Duration pause(K key, Instant now) {
        Duration own = retry.pause(failures.merge(key, 1, Integer::sum));
        Duration shared = reserveToken(now);
        return own.compareTo(shared) >= 0 ? own : shared;
    }

    private Duration reserveToken(Instant now) {
        if (refilled != null && now.isAfter(refilled)) {
            double seconds = Duration.between(refilled, now).toNanos() / 1e9;
            tokens = Math.min(retry.burst(), tokens + seconds * retry.perSecond());
        }
        refilled = now;
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / retry.perSecond() * 1e9));
    }

    /// Forgets that the key failed.
    public synchronized void succeeded(K key) {
        failures.remove(key);
    }

    /// Hands out the key that has been ready for longest. It must be given back with [#done].
    ///
    /// @return null when nothing is ready
    public synchronized @Nullable Taken<K> take(Instant now) {
        ripen(now);
        var first = ready.pollFirstEntry();
        if (first == null) {
            return null;
        }
        working.put(first.getKey(), now);
        return new Taken<>(first.getKey(), Duration.between(first.getValue(), now));
    }

    /// Gives a key back.
    public void done(K key, Instant now) {
        boolean again;
        synchronized (this) {
            working.remove(key);
            again = dirtyWhileWorking.remove(key);
            if (again) {
                later.remove(key);
                ready.putIfAbsent(key, now);
            }
        }
        signal.run();
    }

    /// The moment from which [#take] has something: now or earlier if a key is ready, later if keys wait for
    /// their time, null if the queue is empty.
    public synchronized @Nullable Instant nextDue(Instant now) {
        ripen(now);
        if (!ready.isEmpty()) {
            return now;
        }
        dropSettled();
        Due<K> next = dues.peek();
        return next == null ? null : next.due();
    }

    /// Number of keys that are ready.
    public synchronized int depth() {
        return ready.size();
    }

    /// Number of keys that are being worked on.
    public synchronized int working() {
        return working.size();
    }

    /// When the work that has been under way for longest began; null when there is none.
    public synchronized @Nullable Instant longestWorking() {
        return working.values().stream().min(Comparator.naturalOrder()).orElse(null);
    }

    /// The time that has gone into the work under way, over all keys.
    public synchronized Duration unfinished(Instant now) {
        Duration sum = Duration.ZERO;
        for (Instant began : working.values()) {
            sum = sum.plus(Duration.between(began, now));
        }
        return sum;
    }

    private void ripen(Instant now) {
        dropSettled();
        for (Due<K> due = dues.peek(); due != null && !due.due().isAfter(now); due = dues.peek()) {
            dues.poll();
            later.remove(due.key());
            if (working.containsKey(due.key())) {
                dirtyWhileWorking.add(due.key());
            } else {
                ready.putIfAbsent(due.key(), due.due());
            }
            dropSettled();
        }
    }

    /// Removes entries whose key was put in for another time since.
    private void dropSettled() {
        for (Due<K> due = dues.peek(); due != null && !due.due().equals(later.get(due.key())); due = dues.peek()) {
            dues.poll();
        }
    }

    /// A key that was handed out.
    ///
    /// @param waited how long it was ready before
    public record Taken<K>(K key, Duration waited) {}

    private record Due<K>(Instant due, K key) implements Comparable<Due<K>> {
        @Override
        public int compareTo(Due<K> other) {
            return due.compareTo(other.due);
        }
    }
}
