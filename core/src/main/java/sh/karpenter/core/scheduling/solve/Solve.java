package sh.karpenter.core.scheduling.solve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.scheduling.check.FitChecks;
import sh.karpenter.core.scheduling.check.Verdict;
import sh.karpenter.core.scheduling.compiled.CompiledCluster;
import sh.karpenter.core.scheduling.compiled.CompiledPool;
import sh.karpenter.core.scheduling.compiled.CompiledShape;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.core.scheduling.result.Rejection;
import sh.karpenter.core.scheduling.result.SchedulingResult;
import sh.karpenter.core.scheduling.sim.Attempt;
import sh.karpenter.core.scheduling.sim.ExistingNodes;
import sh.karpenter.core.scheduling.sim.HostFilter;
import sh.karpenter.core.scheduling.sim.NewNode;
import sh.karpenter.core.scheduling.sim.PodVariant;
import sh.karpenter.core.scheduling.sim.ReservationBook;
import sh.karpenter.core.scheduling.sim.SimulatedNode;
import sh.karpenter.core.scheduling.topology.TopologyTracker;

/// One run of the loop that [Scheduler] describes.
final class Solve {
    private final CompiledCluster cluster;
    private final List<Pod> pods;
    private final Deadline deadline;
    private final boolean[] target;
    private final ExistingNodes existing;
    private final ClaimOrder open = new ClaimOrder();
    private final List<NewNode> opened = new ArrayList<>();
    private final @Nullable NewNode[] blank;
    private final PoolLimits limits;
    private final ReservationBook reservations;
    private final TopologyTracker topology;
    private final SequencedMap<Integer, @Nullable Rejection> validated;
    private final Ladders ladders;
    private final Attempt attempt;
    private final LikePods likePods;
    private final HostFilter hosts;

    private final SequencedMap<Pod, Rejection> ignored = new LinkedHashMap<>();
    private final SequencedMap<Pod, Integer> relaxed = new LinkedHashMap<>();
    private final EffectiveZones zones;
    private boolean timedOut;
    private int placements;

    /// What became of one pod in one round.
    private enum Outcome {
        PLACED,
        FAILED,
        WAITS_FOR_RESERVATION
    }

    /// The existing nodes of a solve.
    ///
    /// @param staying per node whether it will still be there
    /// @param target per node whether it may take pods
    /// @param existing the nodes, as they are
    @SuppressWarnings("ArrayRecordComponent") // compiled: never compared, never leaves the module
    record Nodes(boolean[] staying, boolean[] target, ExistingNodes existing) {}

    /// @param topology the counts, without what is removed
    /// @param validated what is wrong with the pods of a shape, `~shape` for running ones; filled on the way
    /// @param pods the pods to place; their shapes are compiled
    Solve(
            CompiledCluster cluster,
            Nodes nodes,
            TopologyTracker topology,
            SequencedMap<Integer, @Nullable Rejection> validated,
            List<Pod> pods,
            Deadline deadline) {
        this.cluster = cluster;
        this.pods = pods;
        this.deadline = deadline;
        this.target = nodes.target();
        this.existing = nodes.existing();
        this.topology = topology;
        this.validated = validated;
        this.blank = new NewNode[cluster.pools().size()];
        this.limits = new PoolLimits(cluster, nodes.staying());
        this.reservations = new ReservationBook(cluster);
        this.ladders = new Ladders(cluster, topology);
        this.attempt = new Attempt(cluster, topology, reservations);
        this.zones = new EffectiveZones(cluster, topology);
        this.hosts = new HostFilter(topology);
        this.likePods = new LikePods(cluster, existing, open, attempt, deadline);
    }

    SchedulingResult run() {
        if (cluster.problem().pools().isEmpty()) {
            var rejected = new LinkedHashMap<Pod, Rejection>();
            for (Pod pod : pods) {
                rejected.put(pod, new Rejection.NoNodePools());
            }
            return result(rejected, new LinkedHashMap<>());
        }
        PodQueue queue = queue();
        while (queue.hasNext()) {
            if (deadline.passed()) {
                timedOut = true;
                break;
            }
            PodQueue.Entry entry = queue.take();
            switch (schedule(entry)) {
                case PLACED -> {
                    placements++;
                    entry.place();
                    placeLikePods(queue, entry.shape());
                }
                case FAILED -> queue.putBack(entry, false);
                case WAITS_FOR_RESERVATION -> queue.putBack(entry, true);
            }
        }
        return explained(queue);
    }

    private PodQueue queue() {
        var validation = new PodValidation(cluster.problem());
        int cpu = cluster.axes().axis("cpu");
        int memory = cluster.axes().axis("memory");
        var entries = new ArrayList<PodQueue.Entry>(pods.size());
        boolean first = true;
        int last = 0;
        Rejection problem = null;
        for (Pod pod : pods) {
            int shape = cluster.shapeOf(pod);
            int key = pod.scheduled() ? ~shape : shape;
            if (first || key != last) {
                if (!validated.containsKey(key)) {
                    validated.put(key, validation.problem(pod.shape(), !pod.scheduled()));
                }
                problem = validated.get(key);
                last = key;
                first = false;
            }
            if (problem != null) {
                ignored.put(pod, problem);
                continue;
            }
            CompiledShape compiled = cluster.shapes().get(shape);
            entries.add(new PodQueue.Entry(pod, shape, compiled.requests()[cpu], compiled.requests()[memory]));
        }
        var queue = new PodQueue(entries);
        // Groups come into being in the order of the queue, so that the order of the input does not matter.
        for (int i = 0; i < queue.size(); i++) {
            ladders.rung(queue.get(i).shape(), 0);
        }
        if (!cluster.problem().options().consolidation()) {
            countZones(queue);
        }
        return queue;
    }

    private void countZones(PodQueue queue) {
        for (int i = 0; i < queue.size(); i++) {
            PodQueue.Entry entry = queue.get(i);
            if (!entry.pod().scheduled()) {
                zones.add(entry.shape(), Objects.requireNonNull(ladders.rung(entry.shape(), 0)));
            }
        }
    }

    private Outcome schedule(PodQueue.Entry entry) {
        PodVariant first = Objects.requireNonNull(ladders.rung(entry.shape(), 0));
        if (first.shape().dynamicResources()) {
            return Outcome.FAILED;
        }
        if (first.failedAt() == placements) {
            return Outcome.FAILED;
        }
        for (int rung = 0; ; rung++) {
            PodVariant variant = ladders.rung(entry.shape(), rung);
            if (variant == null) {
                first.failedAt(placements);
                return Outcome.FAILED;
            }
            Outcome outcome = place(entry.pod(), variant);
            if (outcome != Outcome.FAILED) {
                if (rung > 0 && outcome == Outcome.PLACED) {
                    relaxed.put(entry.pod(), rung);
                }
                return outcome;
            }
        }
    }

    /// Places the pods that follow and go to the same node for the same reasons.
    private void placeLikePods(PodQueue queue, int shape) {
        PodVariant variant = attempt.variant();
        SimulatedNode node = attempt.node();
        if (variant != ladders.rung(shape, 0)) {
            return;
        }
        int count = likePods.count(queue, variant, node);
        for (int i = 0; i < count; i++) {
            PodQueue.Entry entry = queue.take();
            attempt.pod(entry.pod());
            if (node instanceof NewNode taker) {
                placeOnNewNode(taker);
            } else {
                placeOnExistingNode(node.host(), entry.pod(), variant);
            }
            entry.place();
            placements++;
        }
        if (count > 0 && node instanceof NewNode) {
            open.grew(open.position(node.host()));
        }
    }

    private Outcome place(Pod pod, PodVariant variant) {
        hosts.begin(variant);
        if (cluster.problem().options().checked()) {
            askLeftOut(pod, variant);
        }
        if (placeOnExisting(pod, variant) || placeOnOpen(pod, variant)) {
            return Outcome.PLACED;
        }
        return placeOnNew(pod, variant);
    }

    /// Asks the hosts that are not to be asked, and fails loudly when one of them would take the pod.
    private void askLeftOut(Pod pod, PodVariant variant) {
        for (int host = 0; host < topology.hosts(); host++) {
            boolean exists = host < existing.size();
            if (hosts.admits(host) || (exists && !target[host])) {
                continue;
            }
            SimulatedNode node = exists ? existing.get(host) : opened.get(host - existing.size());
            attempt.begin(pod, variant, node, false);
            if (FitChecks.test(attempt) == Verdict.FITS) {
                throw new IllegalStateException(
                        topology.hostname(host) + " was left out and would take " + pod.qualifiedName());
            }
        }
    }

    private boolean placeOnExisting(Pod pod, PodVariant variant) {
        int end = existing.size();
        for (int n = hosts.next(0, end); n < end; n = hosts.next(n + 1, end)) {
            // Most nodes of a busy cluster are full, so that is asked before anything else.
            int holding = existing.nextHolding(n, variant.requests());
            if (holding > n) {
                variant.refusedBy(n, holding);
                n = holding - 1;
                continue;
            }
            if (!target[n]) {
                variant.refusedBy(n);
                continue;
            }
            attempt.begin(pod, variant, existing.get(n), false);
            Verdict verdict = FitChecks.test(attempt);
            if (verdict == Verdict.FITS) {
                placeOnExistingNode(n, pod, variant);
                return true;
            }
            if (verdict == Verdict.NEVER) {
                variant.refusedBy(n);
            }
        }
        return false;
    }

    private boolean placeOnOpen(Pod pod, PodVariant variant) {
        open.sort();
        int left = hosts.count(existing.size(), topology.hosts());
        for (int i = 0; left > 0; i++) {
            NewNode node = open.get(i);
            if (!hosts.admits(node.host())) {
                continue;
            }
            left--;
            attempt.begin(pod, variant, node, false);
            Verdict verdict = FitChecks.test(attempt);
            if (verdict == Verdict.FITS) {
                placeOnNewNode(node);
                open.grew(i);
                return true;
            }
            if (verdict == Verdict.NEVER) {
                variant.refusedBy(node.host());
            }
        }
        return false;
    }

    private Outcome placeOnNew(Pod pod, PodVariant variant) {
        for (int p = 0; p < cluster.pools().size(); p++) {
            if (limits.exhausted(p)) {
                continue;
            }
            NewNode node = blank(p);
            attempt.begin(pod, variant, node, true);
            if (FitChecks.test(attempt) == Verdict.FITS) {
                blank[p] = null;
                topology.openHost();
                placeOnNewNode(node);
                opened.add(node);
                open.opened(node);
                limits.opened(p, node.rows());
                return Outcome.PLACED;
            }
            if (attempt.reservationShort()) {
                return Outcome.WAITS_FOR_RESERVATION;
            }
        }
        return Outcome.FAILED;
    }

    private void placeOnExistingNode(int node, Pod pod, PodVariant variant) {
        existing.place(node, pod, variant);
        topology.placedOnNode(variant.identity(), variant.inverse(), node);
    }

    private void placeOnNewNode(NewNode node) {
        if (!reservations.isEmpty()) {
            reservations.exchange(node.reservations(), attempt.reservations());
        }
        node.place(attempt);
        PodVariant variant = attempt.variant();
        topology.placedOnNewNode(
                variant.identity(), variant.inverse(), node.host(), node.requirements(), node.taints());
    }

    /// An empty node of a pool, for the next host number.
    private NewNode blank(int pool) {
        NewNode known = blank[pool];
        if (known == null || known.host() != topology.hosts()) {
            CompiledPool compiled = cluster.pools().get(pool);
            known = new NewNode(compiled, topology.hosts(), limits.rows(pool).clone());
            blank[pool] = known;
        }
        return known;
    }

    /// The result, with reasons for the pods that were not placed.
    private SchedulingResult explained(PodQueue queue) {
        var explanations = new Explanations(
                cluster, new Explanations.Asked(existing, target, opened, limits), ladders, attempt, deadline);
        var rejected = new LinkedHashMap<Pod, Rejection>();
        var deferred = new LinkedHashMap<Pod, Rejection>();
        for (PodQueue.Entry entry : queue.everPutBack()) {
            if (!entry.placed()) {
                (entry.waits() ? deferred : rejected).put(entry.pod(), explanations.of(entry.pod(), entry.shape()));
            }
        }
        return result(rejected, deferred);
    }

    private SchedulingResult result(SequencedMap<Pod, Rejection> rejected, SequencedMap<Pod, Rejection> deferred) {
        return new ResultAssembly(cluster)
                .assemble(
                        opened,
                        existing.withPods(),
                        rejected,
                        ignored,
                        deferred,
                        givenUp(rejected),
                        zones.counts(),
                        timedOut);
    }

    /// What the pods gave up that were placed, and what those that fit nowhere gave up in vain.
    private SequencedMap<Pod, List<String>> givenUp(SequencedMap<Pod, Rejection> rejected) {
        var result = new LinkedHashMap<Pod, List<String>>();
        for (var entry : relaxed.entrySet()) {
            Pod pod = entry.getKey();
            result.put(pod, ladders.givenUp(cluster.shapeOf(pod), entry.getValue()));
        }
        for (Pod pod : rejected.sequencedKeySet()) {
            int rungs = cluster.problem().pools().isEmpty() ? 0 : ladders.steppedOn(cluster.shapeOf(pod));
            if (rungs > 0) {
                result.put(pod, ladders.givenUp(cluster.shapeOf(pod), rungs));
            }
        }
        return result;
    }
}
