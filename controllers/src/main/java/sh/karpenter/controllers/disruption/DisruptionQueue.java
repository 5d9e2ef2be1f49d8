package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.disruption.CommandProgress.Next;
import sh.karpenter.controllers.disruption.CommandProgress.Replacement;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Damping;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.kube.api.AnnotationKeys;
import sh.karpenter.kube.api.NodeClaim;
import sh.karpenter.kube.api.condition.ConditionSubject;
import sh.karpenter.kube.api.condition.ConditionTypes;
import sh.karpenter.kube.api.condition.KarpenterConditions;
import sh.karpenter.kube.client.ObjectKey;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;
import sh.karpenter.kube.client.runtime.RetryPolicy;
import sh.karpenter.kube.client.store.DeleteOutcome;
import sh.karpenter.kube.client.store.NodeClaims;
import sh.karpenter.kube.client.store.Nodes;

/// Carries commands out: marks the nodes, creates what must exist first, waits for it, deletes the claims; or
/// takes the marks off again.
///
/// The queue is in memory. What a crash leaves behind is in the API, and [#resume] goes on with it: see
/// [UnfinishedCommand]. Of commands that had only begun the controller unmarks the nodes, deleted claims go on
/// being deleted, and replacements are used or found empty.
public final class DisruptionQueue {
    private static final Logger log = LoggerFactory.getLogger("controller");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final DisruptionWorld world;
    private final DisruptionRecorder recorder;
    private final Explanations explanations;
    private final NodeClaims claims;
    private final NodeMarker marker;
    private final InstantSource clock;
    private final Controller<String> controller;

    /// Commands under way by id. Guarded by this.
    private final TreeMap<String, Queued> queued = new TreeMap<>();

    /// A command under way.
    ///
    /// @param id its id
    /// @param command what it does
    /// @param replacements names of the claims that were created for it
    /// @param created when it was started
    private record Queued(String id, DisruptionCommand command, List<String> replacements, Instant created) {
        Queued {
            replacements = List.copyOf(replacements);
        }
    }

    /// @param workers how many commands are looked at at once
    public DisruptionQueue(
            DisruptionWorld world,
            DisruptionRecorder recorder,
            Explanations explanations,
            Nodes nodes,
            NodeClaims claims,
            InstantSource clock,
            int workers) {
        this.world = world;
        this.recorder = recorder;
        this.explanations = explanations;
        this.claims = claims;
        this.clock = clock;
        this.marker = new NodeMarker(nodes, claims, clock);
        this.controller = Controller.of(
                Controller.Identity.named("disruption.queue"),
                workers,
                RetryPolicy.of(Duration.ofSeconds(1), Duration.ofSeconds(10), 100),
                clock,
                _ -> ObjectKey.of(""),
                this::reconcile);
    }

    /// The controller that looks after commands under way.
    public Controller<String> controller() {
        return controller;
    }

    /// Names of the nodes that commands under way hold.
    public synchronized SortedSet<String> nodes() {
        var names = new TreeSet<String>();
        for (Queued entry : queued.values()) {
            names.addAll(CommandText.names(entry.command()));
        }
        return names;
    }

    /// Starts a command.
    ///
    /// 1. Mark the nodes. Without replacements it goes on with those that could be marked.
    /// 2. Create the replacements. If one cannot be created the command ends; the marks come off at the next look.
    /// 3. Remember that the nodes go, only now, so that no pod was planned onto both.
    ///
    Start start(String id, DisruptionCommand command) {
        SortedSet<String> held = nodes();
        if (command.candidates().stream().anyMatch(candidate -> held.contains(candidate.name()))) {
            return new Start.NotStarted("a node of the command is already being disrupted");
        }
        logStart(id, command);
        var marked = new ArrayList<Candidate>();
        for (Candidate candidate : command.candidates()) {
            if (marker.mark(candidate.name(), candidate.claim().name(), command.reason())) {
                marked.add(candidate);
            }
        }
        boolean incomplete = marked.size() < command.candidates().size();
        if (marked.isEmpty() || (incomplete && command instanceof DisruptionCommand.Replace)) {
            return new Start.NotStarted("marking disrupted: not all nodes of the command could be marked");
        }
        DisruptionCommand started = incomplete ? onlyOf(command, marked) : command;
        var created = new ArrayList<String>();
        var memo = Map.of(
                AnnotationKeys.DISRUPTION_COMMAND, CommandMemo.of(id, started).text());
        for (ProposedNodeClaim replacement : started.replacements()) {
            switch (world.create(replacement, started.reason(), memo)) {
                case DisruptionWorld.Creation.Created(var claim) -> created.add(claim);
                case DisruptionWorld.Creation.NotCreated(var reason) -> {
                    return new Start.NotStarted("launching replacement nodeclaim: " + reason);
                }
            }
        }
        world.recordPlacements(started);
        enqueue(new Queued(id, started, created, clock.instant()));
        recorder.started(started);
        return new Start.Started(created);
    }

    /// What became of the attempt to start a command.
    sealed interface Start {

        /// It is under way.
        ///
        /// @param replacements names of the claims that were created for it
        record Started(List<String> replacements) implements Start {
            public Started {
                replacements = List.copyOf(replacements);
            }
        }

        /// It is not; nodes that were marked already are unmarked at the next look.
        ///
        /// @param reason why
        record NotStarted(String reason) implements Start {}
    }

    private void enqueue(Queued entry) {
        world.markForDeletion(CommandText.names(entry.command()));
        synchronized (this) {
            queued.put(entry.id(), entry);
        }
        explanations.became(
                CommandText.names(entry.command()),
                new Course.UnderWay(
                        CommandText.whole(entry.id(), entry.command()), entry.created(), entry.replacements()));
        controller.trigger(entry.id());
    }

    /// Goes on with the commands that a process before this one had under way.
    ///
    /// @param round the cluster as it is
    public void resume(DisruptionRound round) {
        for (UnfinishedCommand unfinished : UnfinishedCommand.all(claims.list(), round, marker::marked)) {
            log.atInfo()
                    .addKeyValue("command", CommandText.whole(unfinished.id(), unfinished.command()))
                    .addKeyValue("disrupted-nodes", CommandText.disruptedNodes(unfinished.command()))
                    .log("resuming a disruption command");
            enqueue(new Queued(unfinished.id(), unfinished.command(), unfinished.replacements(), unfinished.created()));
        }
    }

    /// The memory of passes with what processes before this one replaced.
    PassMemory remembered(PassMemory memory) {
        Damping damping = memory.damping();
        for (NodeClaim claim : claims.list()) {
            CommandMemo memo = CommandMemo.of(claim);
            if (memo != null) {
                damping = damping.with(
                        claim.getMetadata().getName(),
                        new Damping.Replacement(
                                memo.reason(),
                                memo.savings(),
                                Instant.parse(claim.getMetadata().getCreationTimestamp())));
            }
        }
        return new PassMemory(memory.exhausted(), memory.unreachedPools(), memory.unjudged(), damping);
    }

    private static DisruptionCommand onlyOf(DisruptionCommand command, List<Candidate> marked) {
        return new DisruptionCommand.Delete(
                command.reason(), command.consolidationType(), marked, command.placements());
    }

    private static void logStart(String id, DisruptionCommand command) {
        log.atInfo()
                .addKeyValue("command", CommandText.whole(id, command))
                .addKeyValue("decision", command.decision())
                .addKeyValue("via", CommandText.via(command))
                .addKeyValue("disrupted-node-count", command.candidates().size())
                .addKeyValue("replacement-node-count", command.replacements().size())
                .addKeyValue("pod-count", CommandText.podCount(command))
                .addKeyValue("disrupted-nodes", CommandText.disruptedNodes(command))
                .addKeyValue("replacement-nodes", CommandText.replacementNodes(command))
                .log("disrupting node(s)");
    }

    private Requeue reconcile(String id) {
        Queued entry;
        int total;
        synchronized (this) {
            entry = queued.get(id);
            total = nodes().size();
        }
        if (entry == null) {
            return Requeue.none();
        }
        List<Replacement> seen =
                entry.replacements().stream().map(this::observe).toList();
        return switch (CommandProgress.next(entry.replacements(), seen, entry.created(), total, clock.instant())) {
            case Next.Wait(var launching, var joining) -> {
                existing(launching)
                        .forEach(claim ->
                                recorder.launching(claim, entry.command().reason()));
                existing(joining).forEach(recorder::joining);
                yield Requeue.after(LOOK_AGAIN);
            }
            case Next.DeleteClaims() -> deleteClaims(entry);
            case Next.RollBack(var reason) -> rollBack(entry, seen, reason);
        };
    }

    private List<NodeClaim> existing(List<String> names) {
        return names.stream().map(claims::find).filter(Objects::nonNull).toList();
    }

    private Replacement observe(String name) {
        NodeClaim claim = claims.find(name);
        if (claim == null || claim.getMetadata().getDeletionTimestamp() != null) {
            return Replacement.GONE;
        }
        var conditions = KarpenterConditions.NODE_CLAIM.of(
                ConditionSubject.of(claim), claim.statusOrEmpty().conditions(), clock.instant());
        if (conditions.isTrue(ConditionTypes.INITIALIZED)) {
            return Replacement.READY;
        }
        return conditions.isTrue(ConditionTypes.LAUNCHED) ? Replacement.JOINING : Replacement.LAUNCHING;
    }

    private Requeue deleteClaims(Queued entry) {
        boolean all = true;
        for (Candidate candidate : entry.command().candidates()) {
            NodeClaim claim = claims.find(candidate.claim().name());
            if (claim == null || claim.getMetadata().getDeletionTimestamp() != null) {
                continue;
            }
            switch (claims.delete(claim)) {
                case DeleteOutcome.Deleting _ -> recorder.terminating(candidate, entry.command());
                case DeleteOutcome.Gone _ -> {}
                case DeleteOutcome.Refused _ -> all = false;
            }
        }
        if (!all) {
            return Requeue.backoff();
        }
        log.atDebug()
                .addKeyValue("command", CommandText.whole(entry.id(), entry.command()))
                .log("command succeeded");
        forget(entry);
        return Requeue.none();
    }

    private Requeue rollBack(Queued entry, List<Replacement> seen, String reason) {
        boolean clean = true;
        for (Candidate candidate : entry.command().candidates()) {
            clean &= marker.unmark(candidate.name(), candidate.claim().name());
        }
        if (!clean) {
            return Requeue.backoff();
        }
        world.unmarkForDeletion(CommandText.names(entry.command()));
        recorder.failed(entry.command(), (int)
                seen.stream().filter(state -> state != Replacement.READY).count());
        log.atError()
                .addKeyValue("command", CommandText.whole(entry.id(), entry.command()))
                .addKeyValue("error", reason)
                .log("failed terminating nodes while executing a disruption command");
        explanations.became(
                CommandText.names(entry.command()),
                new Course.RolledBack(CommandText.whole(entry.id(), entry.command()), reason, clock.instant()));
        forget(entry);
        return Requeue.none();
    }

    private synchronized void forget(Queued entry) {
        queued.remove(entry.id());
    }
}
