package sh.karpenter.local.kubernetes.cluster.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.local.kubernetes.access.ApiAccess;
import sh.karpenter.local.kubernetes.access.ApiException;
import sh.karpenter.local.kubernetes.access.Change;
import sh.karpenter.local.kubernetes.access.ObjectKey;
import sh.karpenter.local.kubernetes.access.ResourceKind;
import sh.karpenter.local.kubernetes.cluster.object.Conditions;
import sh.karpenter.local.kubernetes.cluster.object.Kinds;
import sh.karpenter.local.kubernetes.cluster.object.Metadata;
import sh.karpenter.local.kubernetes.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Runs all controllers of a cluster, one key at a time.
///
/// 1. Take in what changed (from watches, or by comparing lists) and let every controller name the keys
///    concerned.
/// 2. Move timers that are due into the queue.
/// 3. Serve the first key of the queue. What it writes is known to all at once ([ClusterClient]).
///
/// There are two ways to drive it. [#start] runs it on its own thread in real time, fed by watches. Without
/// `start`, a test calls [#runUntilIdle] after each step of its clock; the loop then compares lists instead of
/// waiting for watch threads, so that the same steps always give the same result.
public final class ControllerLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(10);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    /// The clock may run faster than real time, so no wait is longer than this.
    private static final long LONGEST_WAIT_MILLIS = 100;
    /// Keys that are quicker than this are served whenever something changes.
    private static final Duration CHEAP = Duration.ofMillis(2);
    /// A key that is not, of a controller that gathers changes, rests this many times as long as it took.
    private static final int REST = 4;
    private static final Duration LONGEST_REST = Duration.ofMillis(500);
    /// A cluster that is still busy after this many keys in one manual run never settles.
    private static final int MANUAL_LIMIT = 10_000_000;

    private record Work(Controller controller, ObjectKey key) {}

    /// A change as it came from a watch; a null change only wakes the loop.
    private record Incoming(ResourceKind kind, Change change) {}

    private final ApiAccess access;
    private final InstantSource clock;
    private final ObjectCache cache = new ObjectCache();
    private final ClusterClient client;
    private final ClusterContext context;
    private final List<Controller> controllers = new ArrayList<>();
    private final LinkedHashSet<Work> queue = new LinkedHashSet<>();
    private final Timers<Work> timers = new Timers<>();
    private final Map<Work, Integer> failures = new HashMap<>();
    /// Until when expensive keys rest; empty in manual runs, which must not depend on how fast the machine is.
    private final Map<Work, Instant> resting = new HashMap<>();
    private final LinkedBlockingQueue<Incoming> inbox = new LinkedBlockingQueue<>();
    private final Map<ResourceKind, AutoCloseable> watches = new LinkedHashMap<>();
    private final Set<ResourceKind> followed = new LinkedHashSet<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean watching;
    private volatile boolean closed;
    private @Nullable Thread thread;

    public ControllerLoop(ApiAccess access, InstantSource clock, long seed) {
        this.access = access;
        this.clock = clock;
        this.client = new ClusterClient(access, cache, clock, this::tell);
        SplittableRandom random = new SplittableRandom(seed);
        this.context =
                new ClusterContext(cache, client, new EventRecorder(client, clock, random.split()), clock, random);
    }

    /// What the controllers work with.
    public ClusterContext context() {
        return context;
    }

    /// Adds a controller. Only before the loop runs.
    public void add(Controller controller) {
        controllers.add(controller);
    }

    /// Runs the loop in real time on a thread of its own until [#close].
    public void start() {
        watching = true;
        followBuiltIns();
        thread = Thread.ofVirtual().name("cluster").start(this::runUntilClosed);
    }

    /// Serves everything that can be done now, until nothing is left before the next timer.
    ///
    /// @throws IllegalStateException when the controllers keep each other busy without end
    public void runUntilIdle() {
        if (followed.isEmpty()) {
            followBuiltIns();
        }
        int served = 0;
        do {
            compareLists();
            releaseTimers();
            while (serveNext()) {
                if (++served > MANUAL_LIMIT) {
                    throw new IllegalStateException("the cluster does not settle; last in the queue: " + queue);
                }
                releaseTimers();
            }
        } while (compareLists());
    }

    /// When there will be something to do without a change from outside, null when never.
    public @Nullable Instant nextDue() {
        return timers.next();
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                if (!stopped.await(5, TimeUnit.SECONDS)) {
                    LOG.warn("the cluster's controllers did not stop within 5 seconds");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        watches.values().forEach(ControllerLoop::closeQuietly);
        watches.clear();
    }

    private void runUntilClosed() {
        try {
            while (!closed) {
                takeIn();
                releaseTimers();
                if (!serveNext()) {
                    Incoming incoming = inbox.poll(waitMillis(), TimeUnit.MILLISECONDS);
                    if (incoming != null) {
                        takeIn(incoming);
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private long waitMillis() {
        Instant due = timers.next();
        if (due == null) {
            return LONGEST_WAIT_MILLIS;
        }
        long millis = Duration.between(clock.instant(), due).toMillis() + 1;
        return Math.clamp(millis, 1, LONGEST_WAIT_MILLIS);
    }

    private void takeIn() {
        Incoming incoming = inbox.poll();
        while (incoming != null) {
            takeIn(incoming);
            incoming = inbox.poll();
        }
    }

    private void takeIn(Incoming incoming) {
        tell(incoming.kind, cache.fold(incoming.kind, incoming.change.type(), incoming.change.object()));
    }

    private void tell(ResourceKind kind, List<Change> changes) {
        for (Change change : changes) {
            tell(kind, change);
        }
    }

    private void tell(ResourceKind kind, Change change) {
        if (kind.equals(Kinds.DEFINITIONS)) {
            followDefinition(change);
        }
        for (Controller controller : controllers) {
            controller.observe(kind, change, key -> enqueue(new Work(controller, key)));
        }
    }

    private void enqueue(Work work) {
        Instant restsUntil = resting.get(work);
        if (restsUntil != null && restsUntil.isAfter(clock.instant())) {
            timers.add(work, restsUntil);
        } else {
            queue.add(work);
        }
    }

    /// Gives the others their turn after a key that took long.
    private void rest(Work work, long startedNanos) {
        if (!watching || !work.controller.gathersChanges()) {
            return;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        if (took.compareTo(CHEAP) <= 0) {
            resting.remove(work);
            return;
        }
        Duration wanted = took.multipliedBy(REST);
        resting.put(work, clock.instant().plus(wanted.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wanted));
        if (queue.remove(work)) {
            enqueue(work);
        }
    }

    private void releaseTimers() {
        Instant now = clock.instant();
        Work due = timers.poll(now);
        while (due != null) {
            queue.add(due);
            due = timers.poll(now);
        }
    }

    private boolean serveNext() {
        if (queue.isEmpty()) {
            return false;
        }
        Work work = queue.removeFirst();
        long started = System.nanoTime();
        try {
            Requeue requeue = work.controller.reconcile(work.key);
            rest(work, started);
            failures.remove(work);
            if (requeue.after() != null) {
                timers.add(work, clock.instant().plus(requeue.after()));
            }
        } catch (ApiException refused) {
            LOG.debug("{} {}: {}", work.controller.name(), work.key, refused.getMessage());
            refresh(work.key);
            retry(work);
        } catch (RuntimeException mistake) {
            LOG.error("{} failed on {}", work.controller.name(), work.key, mistake);
            retry(work);
        }
        return true;
    }

    private void refresh(ObjectKey key) {
        try {
            client.refresh(key);
        } catch (ApiException notServed) {
            LOG.debug("{} cannot be read: {}", key, notServed.getMessage());
        }
    }

    private void retry(Work work) {
        int attempt = failures.merge(work, 1, Integer::sum);
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempt - 1, 12));
        timers.add(work, clock.instant().plus(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait));
    }

    private void followBuiltIns() {
        Kinds.FOLLOWED.forEach(this::follow);
        Kinds.OTHERS.forEach(this::follow);
    }

    private void follow(ResourceKind kind) {
        ResourceKind served = access.resource(kind.group(), kind.plural());
        if (served == null || !followed.add(served)) {
            return;
        }
        if (watching) {
            watches.put(served, access.watch(served, change -> inbox.add(new Incoming(served, change))));
        }
    }

    /// Follows the objects of a custom resource as soon as it is served, and forgets them when it no longer is.
    private void followDefinition(Change change) {
        String group = Tree.text(change.object(), "spec", "group");
        String plural = Tree.text(change.object(), "spec", "names", "plural");
        if (change.type() == Change.Type.DELETED) {
            followed.stream()
                    .filter(kind -> kind.group().equals(group) && kind.plural().equals(plural))
                    .toList()
                    .forEach(this::unfollow);
        } else if (Conditions.isTrue(change.object(), "Established")) {
            ResourceKind served = access.resource(group, plural);
            if (served != null) {
                follow(served);
            }
        }
    }

    private void unfollow(ResourceKind kind) {
        followed.remove(kind);
        AutoCloseable watch = watches.remove(kind);
        if (watch != null) {
            closeQuietly(watch);
        }
        for (ObjectNode object : cache.list(kind)) {
            tell(kind, cache.fold(kind, Change.Type.DELETED, object));
        }
    }

    /// Brings the cache up to what the server lists.
    ///
    /// @return whether anything had changed
    private boolean compareLists() {
        if (watching) {
            return false;
        }
        cache.expectNoMoreDeletions();
        boolean changed = false;
        for (ResourceKind kind : List.copyOf(followed)) {
            changed |= compareList(kind);
        }
        return changed;
    }

    private boolean compareList(ResourceKind kind) {
        boolean changed = false;
        Set<String> present = new HashSet<>();
        for (ObjectNode object : listIfServed(kind)) {
            present.add(Metadata.uid(object));
            List<Change> changes = cache.fold(kind, Change.Type.MODIFIED, object);
            cache.expectNoMoreDeletions();
            tell(kind, changes);
            changed |= !changes.isEmpty();
        }
        if (present.size() != cache.count(kind)) {
            for (ObjectNode known : cache.list(kind)) {
                if (!present.contains(Metadata.uid(known))) {
                    tell(kind, cache.fold(kind, Change.Type.DELETED, known));
                    changed = true;
                }
            }
        }
        return changed;
    }

    /// A resource whose definition was deleted a moment ago lists nothing.
    private Collection<ObjectNode> listIfServed(ResourceKind kind) {
        try {
            return access.list(kind);
        } catch (ApiException notServed) {
            return List.of();
        }
    }

    private static void closeQuietly(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception notClosed) {
            LOG.debug("a watch did not close", notClosed);
        }
    }
}
