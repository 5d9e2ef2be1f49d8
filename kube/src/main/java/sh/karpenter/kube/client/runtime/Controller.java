package sh.karpenter.kube.client.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.ReconcileObserver.Result;
import sh.karpenter.kube.client.store.ChangeListener;
import sh.karpenter.kube.client.store.Store;

/// A reconciler with its queue: what brings keys in, how many are worked on at once, how failures are retried.
/// It owns no thread: [ControllerRuntime] runs it on virtual threads, a test steps it with [#step].
///
/// Log lines written during a reconciliation carry `controller`, `namespace`, `name` and `reconcileID`, and for
/// controllers of one kind also `controllerGroup` and `controllerKind`.
///
/// @param <K> the key
public final class Controller<K> {
    private static final Logger log = LoggerFactory.getLogger("controller");

    private final Identity identity;
    private final int workers;
    private final Reconciler<K> reconciler;
    private final Function<K, ObjectKey> subject;
    private final WorkQueue<K> queue;
    private final InstantSource clock;
    private boolean waitsOutside;
    private volatile Runnable signal = () -> {};
    private volatile ReconcileObserver observer = ReconcileObserver.none();

    private Controller(
            Identity identity,
            int workers,
            RetryPolicy retry,
            InstantSource clock,
            Function<K, ObjectKey> subject,
            Reconciler<K> reconciler) {
        this.identity = identity;
        this.workers = workers;
        this.reconciler = reconciler;
        this.subject = subject;
        this.clock = clock;
        this.queue = new WorkQueue<>(retry, () -> signal.run());
    }

    /// A controller whose keys are objects of one kind.
    public static Controller<ObjectKey> ofObjects(
            Identity identity, int workers, RetryPolicy retry, InstantSource clock, Reconciler<ObjectKey> reconciler) {
        return new Controller<>(identity, workers, retry, clock, key -> key, reconciler);
    }

    /// A controller with keys of its own.
    ///
    /// @param subject the object that log lines name for a key
    public static <K> Controller<K> of(
            Identity identity,
            int workers,
            RetryPolicy retry,
            InstantSource clock,
            Function<K, ObjectKey> subject,
            Reconciler<K> reconciler) {
        return new Controller<>(identity, workers, retry, clock, subject, reconciler);
    }

    /// A controller that does one thing, again and again: run at the start, and then as its own answers say.
    public static Controller<Singleton> singleton(String name, InstantSource clock, Supplier<Requeue> loop) {
        var controller = new Controller<Singleton>(
                Identity.named(name), 1, RetryPolicy.standard(), clock, _ -> ObjectKey.of(""), _ -> loop.get());
        controller.trigger(Singleton.ONLY);
        return controller;
    }

    /// Says that its work mostly waits for somebody outside, and may be interrupted at any time: when
    /// everything stops, it is not waited for.
    public Controller<K> interruptible() {
        waitsOutside = true;
        return this;
    }

    /// Whether its work may be interrupted at any time.
    boolean waitsOutside() {
        return waitsOutside;
    }

    /// Its name, for example `nodeclaim.lifecycle`.
    public String name() {
        return identity.name();
    }

    /// How many keys are worked on at once.
    public int workers() {
        return workers;
    }

    /// Puts a key in.
    public void trigger(K key) {
        if (queue.add(key, clock.instant())) {
            observer.queued(name());
        }
    }

    /// Puts in the keys that a change in a store concerns.
    ///
    /// @param concerned of the version before (null for a new object) and the version now (null for one that is
    ///     gone)
    public <T> Controller<K> watch(Store<T> store, BiFunction<@Nullable T, @Nullable T, Collection<K>> concerned) {
        store.subscribe(new ChangeListener<>() {
            @Override
            public void present(@Nullable T before, T now) {
                concerned.apply(before, now).forEach(Controller.this::trigger);
            }

            @Override
            public void gone(T last) {
                concerned.apply(last, null).forEach(Controller.this::trigger);
            }
        });
        return this;
    }

    /// Puts in the keys that an object concerns, whatever happens to it.
    public <T> Controller<K> watchEach(Store<T> store, Function<T, Collection<K>> concerned) {
        return watch(store, (before, now) -> now != null ? concerned.apply(now) : ofLast(before, concerned));
    }

    private static <T, K> Collection<K> ofLast(@Nullable T last, Function<T, Collection<K>> concerned) {
        return last == null ? List.of() : concerned.apply(last);
    }

    /// Takes one ready key and reconciles it on the calling thread.
    ///
    /// @return whether there was one
    public boolean step() {
        var taken = queue.take(clock.instant());
        if (taken == null) {
            return false;
        }
        process(taken);
        return true;
    }

    /// When a key will be ready; null when none waits.
    public @Nullable Instant nextDue() {
        return queue.nextDue(clock.instant());
    }

    /// Number of keys that are ready and not worked on yet.
    public int depth() {
        return queue.depth();
    }

    /// How busy it is now.
    public Load load() {
        Instant now = clock.instant();
        Instant longest = queue.longestWorking();
        return new Load(
                queue.depth(),
                queue.working(),
                longest == null ? Duration.ZERO : Duration.between(longest, now),
                queue.unfinished(now));
    }

    WorkQueue.@Nullable Taken<K> take() {
        return queue.take(clock.instant());
    }

    void attach(Runnable newSignal, ReconcileObserver newObserver) {
        signal = newSignal;
        observer = newObserver;
    }

    void process(WorkQueue.Taken<K> taken) {
        K key = taken.key();
        observer.started(name(), taken.waited());
        Instant began = clock.instant();
        Result result = Result.ERROR;
        try (var _ = new LogContext(identity, subject.apply(key))) {
            result = reconcile(key);
        } finally {
            queue.done(key, clock.instant());
            observer.finished(name(), result, Duration.between(began, clock.instant()));
        }
    }

    @SuppressWarnings("CatchThrowable") // one broken key must not end the controller
    private Result reconcile(K key) {
        Requeue requeue;
        try {
            requeue = reconciler.reconcile(key);
        } catch (Exception | StackOverflowError | AssertionError broken) {
            log.atError().setCause(broken).log("Reconciler error");
            queue.retry(key, clock.instant());
            return Result.ERROR;
        }
        return switch (requeue) {
            case Requeue.None _ -> {
                queue.succeeded(key);
                yield Result.SUCCESS;
            }
            case Requeue.After(var delay) -> {
                queue.succeeded(key);
                queue.addAt(key, clock.instant().plus(delay));
                yield Result.REQUEUE_AFTER;
            }
            case Requeue.Backoff _ -> {
                queue.retry(key, clock.instant());
                yield Result.REQUEUE;
            }
        };
    }

    /// What a controller is called, and the kind that its keys name.
    ///
    /// @param name for example `nodeclaim.lifecycle`
    /// @param group API group of the kind, empty for the core group
    /// @param kind the kind, empty when the controller is not about one
    public record Identity(String name, String group, String kind) {
        /// A controller that is not about one kind.
        public static Identity named(String name) {
            return new Identity(name, "", "");
        }
    }

    /// How busy a controller is.
    ///
    /// @param waiting keys that are ready and not worked on yet
    /// @param working keys that are being worked on
    /// @param longest how long the oldest work has been under way, zero without any
    /// @param unfinished the time that has gone into all work under way
    public record Load(int waiting, int working, Duration longest, Duration unfinished) {}

    /// The only key of a singleton.
    public enum Singleton {
        ONLY
    }

    /// Names the work in log lines for as long as it is open.
    private static final class LogContext implements AutoCloseable {
        private static final List<String> KEYS =
                List.of("controller", "controllerGroup", "controllerKind", "namespace", "name", "reconcileID");

        LogContext(Identity identity, ObjectKey subject) {
            MDC.put("controller", identity.name());
            if (!identity.kind().isEmpty()) {
                MDC.put("controllerGroup", identity.group());
                MDC.put("controllerKind", identity.kind());
            }
            MDC.put("namespace", subject.namespace());
            MDC.put("name", subject.name());
            MDC.put("reconcileID", UUID.randomUUID().toString());
        }

        @Override
        public void close() {
            KEYS.forEach(MDC::remove);
        }
    }
}
