package sh.karpenter.controllers.disruption;

import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.Candidates.Strictness;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.candidate.Skip;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Confirmation;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethod.Proposal;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.VerdictRenderer;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.cluster.ClusterNode;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;

/// Looks for nodes that should go, again and again.
///
/// 1. At the start, go on with the commands of a process before this one. Take the marks off nodes that nobody is
///    disrupting: of commands that had only begun.
/// 2. Let each method in turn propose; the first that finds something has its way.
/// 3. What has to hold for a while is put aside and confirmed in a fresh look at the cluster, [#CONFIRM_AFTER]
///    later.
/// 4. Start the commands that hold.
public final class DisruptionController {
    private static final Logger log = LoggerFactory.getLogger("controller");

    /// How long a consolidation has to hold before it is acted on.
    static final Duration CONFIRM_AFTER = Duration.ofSeconds(15);

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration NOT_SYNCED = Duration.ofSeconds(1);

    private static final Proposal NOTHING = new Proposal(List.of(), new TreeMap<>(), false);

    private final DisruptionWorld world;
    private final DisruptionQueue queue;
    private final DisruptionRecorder recorder;
    private final WhatIf.Solver solver;
    private final Nodes nodes;
    private final NodeClaims claims;
    private final NodeMarker marker;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Controller<Controller.Singleton> controller;

    /// What waits to be confirmed, the first due first. Each is confirmed in a look of its own: what was started
    /// before it counts.
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    /// Whether commands of a process before this one have been taken over.
    private boolean resumed;

    /// Per method: the consolidation state in which it found nothing, so that looking again would be in vain.
    private final TreeMap<String, Long> exhausted = new TreeMap<>();

    /// Per pool: what was wrong with its budgets when it was last told.
    private final TreeMap<String, String> unreadable = new TreeMap<>();

    private record Pending(DisruptionMethod method, DisruptionCommand command, Instant due) {}

    /// @param solver the scheduler
    /// @param ids gives each command an id of its own
    public DisruptionController(
            DisruptionWorld world,
            DisruptionQueue queue,
            DisruptionRecorder recorder,
            WhatIf.Solver solver,
            Nodes nodes,
            NodeClaims claims,
            InstantSource clock,
            Supplier<String> ids) {
        this.world = world;
        this.queue = queue;
        this.recorder = recorder;
        this.solver = solver;
        this.nodes = nodes;
        this.claims = claims;
        this.marker = new NodeMarker(nodes, claims, clock);
        this.clock = clock;
        this.ids = ids;
        this.controller = Controller.singleton("disruption", clock, this::reconcile);
    }

    /// The controller to run.
    public Controller<Controller.Singleton> controller() {
        return controller;
    }

    private Requeue reconcile() {
        Pending waiting = pending.peekFirst();
        if (waiting != null && clock.instant().isBefore(waiting.due())) {
            return Requeue.after(Duration.between(clock.instant(), waiting.due()));
        }
        DisruptionRound round = observe();
        if (round == null) {
            return Requeue.after(NOT_SYNCED);
        }
        cleanUp(round);
        var whatIf = new WhatIf(round, solver);
        if (waiting != null) {
            pending.removeFirst();
            boolean started = confirm(waiting, round, whatIf);
            return started || !pending.isEmpty() ? Requeue.now() : Requeue.after(NOT_SYNCED);
        }
        return propose(round, whatIf);
    }

    /// The cluster as it is; at the first look, after what a process before this one had begun was taken over.
    private @Nullable DisruptionRound observe() {
        DisruptionRound round = world.observe(queue.nodes());
        if (round == null || resumed) {
            return round;
        }
        queue.resume(round);
        resumed = true;
        return world.observe(queue.nodes());
    }

    /// Takes the marks off nodes that are neither going nor held by a command.
    private void cleanUp(DisruptionRound round) {
        for (ClusterNode node : round.cluster().nodes()) {
            if (node.node() == null
                    || node.claim() == null
                    || node.markedForDeletion()
                    || node.rebooting()
                    || round.queued().contains(node.name())) {
                continue;
            }
            Node stored = nodes.find(node.node().name());
            NodeClaim claim = claims.find(node.claim().name());
            boolean tainted = stored != null && NodeMarker.isTainted(stored);
            if (tainted || (claim != null && NodeMarker.isMarked(claim))) {
                marker.unmark(node.node().name(), node.claim().name());
            }
        }
    }

    private Requeue propose(DisruptionRound round, WhatIf whatIf) {
        long state = world.consolidationState();
        var judged = new EnumMap<Strictness, Candidates>(Strictness.class);
        for (Strictness strictness : Strictness.values()) {
            judged.put(strictness, Candidates.of(round, strictness));
        }
        // What blocks a drifted node blocks every other too, with the same words.
        tellBlocked(round, Objects.requireNonNull(judged.get(Strictness.GRACEFUL)));
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            var proposal =
                    propose(method, round, Objects.requireNonNull(judged.get(method.strictness())), whatIf, state);
            if (!proposal.commands().isEmpty()) {
                return take(method, proposal.commands());
            }
        }
        return Requeue.after(IDLE);
    }

    private Proposal propose(
            DisruptionMethod method, DisruptionRound round, Candidates candidates, WhatIf whatIf, long state) {
        Instant began = clock.instant();
        var eligible = DisruptionMethods.eligible(method, round, candidates);
        tellRefused(method, round, eligible.refused());
        var proposal = NOTHING;
        if (!eligible.eligible().isEmpty()) {
            var budgets = DisruptionBudgets.of(round, method.reason());
            tellUnreadable(budgets);
            recorder.budgets(budgets, round.cluster().nodePools());
            if (!method.confirmed() || !Long.valueOf(state).equals(exhausted.get(key(method)))) {
                proposal = method.propose(round, eligible.eligible(), budgets, whatIf);
                tellRefused(method, round, proposal.refused());
                if (proposal.exhausted()) {
                    exhausted.put(key(method), state);
                }
            }
        }
        recorder.evaluated(method, eligible.eligible().size(), Duration.between(began, clock.instant()));
        return proposal;
    }

    private Requeue take(DisruptionMethod method, List<DisruptionCommand> commands) {
        if (!method.confirmed()) {
            commands.forEach(this::start);
            return Requeue.now();
        }
        Instant due = clock.instant().plus(CONFIRM_AFTER);
        for (DisruptionCommand command : commands) {
            recorder.candidate(command);
            pending.add(new Pending(method, command, due));
        }
        return Requeue.after(CONFIRM_AFTER);
    }

    /// @return whether the command was started
    private boolean confirm(Pending waiting, DisruptionRound round, WhatIf whatIf) {
        return switch (Confirmation.confirm(waiting.command(), waiting.method(), round, whatIf)) {
            case Confirmation.Verdict.Holds(var command) -> start(command);
            case Confirmation.Verdict.Dropped(var cause, var message) -> {
                recorder.rejected(waiting.command(), cause);
                log.atDebug()
                        .addKeyValue("command", CommandText.body(waiting.command()))
                        .addKeyValue("reason", message)
                        .log(
                                waiting.command().reason() == DisruptionReason.EMPTY
                                        ? "abandoning empty node consolidation attempt due to pod churn, command is no"
                                                + " longer valid"
                                        : "abandoning consolidation attempt, command is no longer valid");
                yield false;
            }
        };
    }

    private boolean start(DisruptionCommand command) {
        String id = ids.get();
        String failure = queue.start(id, command);
        if (failure == null) {
            return true;
        }
        log.atError()
                .addKeyValue("command", CommandText.whole(id, command))
                .addKeyValue("error", failure)
                .log("failed starting a disruption command");
        return false;
    }

    private void tellBlocked(DisruptionRound round, Candidates candidates) {
        for (ClusterNode node : round.cluster().nodes()) {
            Skip skip = candidates.skipped().get(node.name());
            if (skip != null
                    && node.claim() != null
                    && !(skip instanceof Skip.Queued)
                    && !(skip instanceof Skip.NotManaged)) {
                recorder.blocked(node, skip.message());
            }
        }
    }

    private void tellRefused(DisruptionMethod method, DisruptionRound round, Map<String, Refusal> refused) {
        if (refused.isEmpty()) {
            return;
        }
        for (ClusterNode node : round.cluster().nodes()) {
            Refusal refusal = refused.get(node.name());
            String text = refusal == null ? "" : VerdictRenderer.event(refusal);
            if (!text.isEmpty() && method.reason() == DisruptionReason.DRIFTED) {
                recorder.blocked(node, text);
            } else if (!text.isEmpty()) {
                recorder.unconsolidatable(node, text);
            }
        }
    }

    /// Once per mistake, not once per look.
    private void tellUnreadable(DisruptionBudgets budgets) {
        budgets.unreadable().forEach((pool, problem) -> {
            if (!problem.equals(unreadable.put(pool, problem))) {
                log.atError()
                        .addKeyValue("NodePool", Map.of("name", pool))
                        .addKeyValue("error", problem)
                        .log("detected disruption budget errors");
            }
        });
    }

    private static String key(DisruptionMethod method) {
        return method.reason().text() + "/" + method.consolidationType();
    }
}
