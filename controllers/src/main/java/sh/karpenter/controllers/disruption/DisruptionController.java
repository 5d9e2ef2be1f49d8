package sh.karpenter.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.controllers.metric.SolveMeters;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Confirmation;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.pass.PassOutcome;
import sh.karpenter.core.disruption.whatif.SideBySide;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.scheduling.problem.Deadline;
import sh.karpenter.kube.client.runtime.Controller;
import sh.karpenter.kube.client.runtime.Requeue;

/// Looks for nodes that should go, again and again.
///
/// 1. At the start, go on with the commands of a process before this one. Take the marks off nodes that nobody is
///    disrupting: of commands that had only begun.
/// 2. Let the core look over all nodes. What it finds is started at once, or put aside where it has to hold for a
///    while.
/// 3. Confirm each command that was put aside [#CONFIRM_AFTER] later, in a fresh look at the cluster: what was
///    started before it counts, so that budgets hold at every instant.
/// 4. Start the commands that hold.
///
/// While commands wait, further passes look at the other nodes. In reference mode they do not: there is one
/// command at a time.
public final class DisruptionController {
    private static final Logger log = LoggerFactory.getLogger("controller");

    /// How long a consolidation has to hold before it is acted on.
    static final Duration CONFIRM_AFTER = Duration.ofSeconds(15);

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration NOT_SYNCED = Duration.ofSeconds(1);

    private final DisruptionWorld world;
    private final DisruptionQueue queue;
    private final PassReport report;
    private final DisruptionRecorder recorder;
    private final Explanations explanations;
    private final CleanUp cleanUp;
    private final SideBySide workers;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Controller<Controller.Singleton> controller;

    /// What waits to be confirmed, the first due first.
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    private PassMemory memory = PassMemory.empty();
    private Instant nextPass = Instant.MIN;
    private final RunTimes runs = new RunTimes();
    private boolean oneAtATime;
    private boolean resumed;

    private record Pending(DisruptionMethod method, DisruptionCommand command, Instant due) {}

    /// @param workers who may help with a pass
    /// @param ids gives each command an id of its own
    public DisruptionController(
            DisruptionWorld world,
            DisruptionQueue queue,
            DisruptionRecorder recorder,
            Explanations explanations,
            CleanUp cleanUp,
            SideBySide workers,
            InstantSource clock,
            Supplier<String> ids) {
        this.world = world;
        this.queue = queue;
        this.recorder = recorder;
        this.report = new PassReport(recorder);
        this.explanations = explanations;
        this.cleanUp = cleanUp;
        this.workers = workers;
        this.clock = clock;
        this.ids = ids;
        this.controller = Controller.singleton("disruption", clock, this::reconcile);
    }

    /// The controller to run.
    public Controller<Controller.Singleton> controller() {
        return controller;
    }

    private Requeue reconcile() {
        return switch (next(clock.instant())) {
            case Next.Rest(var length) -> Requeue.after(length);
            case Next.Confirm _ -> {
                DisruptionRound round = observe(queue.nodes());
                yield round == null ? Requeue.after(NOT_SYNCED) : confirm(pending.removeFirst(), round);
            }
            case Next.Look _ -> {
                DisruptionRound round = observe(held());
                yield round == null ? Requeue.after(NOT_SYNCED) : look(round);
            }
        };
    }

    private sealed interface Next {
        record Rest(Duration length) implements Next {}

        record Confirm() implements Next {}

        record Look() implements Next {}
    }

    private Next next(Instant now) {
        Pending first = pending.peekFirst();
        if (first != null && !now.isBefore(first.due())) {
            return new Next.Confirm();
        }
        if (first != null && (oneAtATime || first.due().isBefore(nextPass))) {
            return new Next.Rest(Duration.between(now, first.due()));
        }
        return now.isBefore(nextPass) ? new Next.Rest(Duration.between(now, nextPass)) : new Next.Look();
    }

    /// Names of the nodes of commands that are under way or wait.
    private SortedSet<String> held() {
        var names = new TreeSet<>(queue.nodes());
        pending.forEach(waiting -> names.addAll(CommandText.names(waiting.command())));
        return names;
    }

    /// The cluster as it is; at the first look, after what a process before this one had begun was taken over.
    private @Nullable DisruptionRound observe(SortedSet<String> held) {
        DisruptionRound round = world.observe(held);
        if (round != null && !resumed) {
            queue.resume(round);
            memory = queue.remembered(memory);
            resumed = true;
            round = world.observe(queue.nodes());
        }
        if (round != null) {
            cleanUp.unmark(round.cluster().nodes(), queue.nodes());
        }
        return round;
    }

    private Requeue look(DisruptionRound round) {
        Instant now = clock.instant();
        runs.tellAbnormal(now);
        runs.ran(RunTimes.LOOP, now);
        oneAtATime = round.options().mode() == DisruptionOptions.Mode.REFERENCE;
        var waiting = pending.stream().map(Pending::command).toList();
        var pass = new DisruptionPass(
                new PassInput(round, world.consolidationState(), waiting), memory, this::deadline, workers);
        var run = new TreeSet<String>();
        while (pass.hasNext()) {
            Instant began = clock.instant();
            MethodEvaluation evaluation = pass.next();
            run.add(evaluation.method().name());
            report.ran(evaluation, Duration.between(began, clock.instant()));
        }
        PassOutcome outcome = pass.outcome();
        memory = outcome.memory();
        // A method that would have looked in vain has had its turn too.
        outcome.evaluations().forEach(evaluation -> runs.ran(evaluation.method().name(), clock.instant()));
        report.ended(outcome.evaluations(), round);
        report.weighed(outcome.evaluations().stream()
                .filter(evaluation -> run.contains(evaluation.method().name()))
                .toList());
        report.lookedAhead(outcome.foresight());
        explanations.judged(now, round.cluster().nodes(), outcome.verdicts(round));
        nextPass = clock.instant().plus(outcome.timedOut() ? Duration.ZERO : IDLE);
        outcome.commands().forEach(this::take);
        return Requeue.now();
    }

    private Deadline deadline(Duration limit) {
        Instant end = clock.instant().plus(limit);
        return () -> !clock.instant().isBefore(end);
    }

    private void take(PassOutcome.Planned planned) {
        DisruptionCommand command = planned.command();
        if (!planned.method().confirmed()) {
            if (start(command)) {
                nextPass = clock.instant();
            }
            return;
        }
        recorder.candidate(command);
        Instant due = clock.instant().plus(CONFIRM_AFTER);
        pending.add(new Pending(planned.method(), command, due));
        explanations.became(CommandText.names(command), new Course.Confirming(CommandText.body(command), due));
    }

    private Requeue confirm(Pending waiting, DisruptionRound round) {
        DisruptionCommand command = waiting.command();
        SolveMeters.Run solve = recorder.confirming(command);
        Confirmation.Verdict verdict = Confirmation.confirm(command, waiting.method(), round, new WhatIf(round));
        solve.ended(0);
        switch (verdict) {
            case Confirmation.Verdict.Holds(var confirmed) -> {
                explanations.gone(CommandText.names(command));
                if (start(confirmed)) {
                    nextPass = clock.instant();
                }
            }
            case Confirmation.Verdict.Dropped(var cause, var message) -> {
                recorder.rejected(command, cause);
                explanations.became(
                        CommandText.names(command),
                        new Course.Dropped(CommandText.body(command), cause, message, clock.instant()));
                log.atDebug()
                        .addKeyValue("command", CommandText.body(command))
                        .addKeyValue("reason", message)
                        .log(
                                command.reason() == DisruptionReason.EMPTY
                                        ? "abandoning empty node consolidation attempt due to pod churn, command is no"
                                                + " longer valid"
                                        : "abandoning consolidation attempt, command is no longer valid");
            }
        }
        return Requeue.now();
    }

    /// @return whether it was started
    private boolean start(DisruptionCommand command) {
        String id = ids.get();
        return switch (queue.start(id, command)) {
            case DisruptionQueue.Start.Started(var replacements) -> {
                for (String claim : replacements) {
                    memory = memory.replaced(claim, command, clock.instant());
                }
                yield true;
            }
            case DisruptionQueue.Start.NotStarted(var reason) -> {
                explanations.became(
                        CommandText.names(command),
                        new Course.NotStarted(CommandText.body(command), reason, clock.instant()));
                log.atError()
                        .addKeyValue("command", CommandText.whole(id, command))
                        .addKeyValue("error", reason)
                        .log("failed starting a disruption command");
                yield false;
            }
        };
    }
}
