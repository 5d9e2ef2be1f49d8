package sh.karpenter.testing.scenarios.behaviour.disruption;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionOptions.Mode;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.Confirmation;
import sh.karpenter.core.disruption.pass.Deadlines;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.disruption.whatif.SideBySide;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.testing.scenarios.behaviour.Scenario;
import tools.jackson.databind.JsonNode;

/// Plays a scenario step by step, as the controller does it: what a pass finds waits to be confirmed where its
/// method says so, and is under way else.
///
/// A scenario is one pass with its `then`, or has `steps`:
///
/// | Field | Meaning |
/// |---|---|
/// | `after` | how much time passes first, for example `15s` |
/// | `meanwhile` | what changes first: laid over `given`, null takes away |
/// | `when` | `disrupt` (a pass, also when absent), `confirm` (the commands that wait), `carry out` (those under
/// way: machines come, pods move, nodes go), `roll back` (those under way: everything stays as it was) |
/// | `endsAfter` | after how many looks at the clock the time of a search is up |
/// | `then` | what is expected, see [DisruptionExpectation] |
final class Play {
    private final World world;
    private final List<Step> steps = new ArrayList<>();
    private final List<Planned> waiting = new ArrayList<>();
    private final List<DisruptionCommand> underWay = new ArrayList<>();
    private PassMemory memory = PassMemory.empty();

    private Play(World world) {
        this.world = world;
    }

    /// All steps of a scenario.
    ///
    /// @param seed of the order in which things are listed, null for as they are written
    static List<Step> of(Scenario scenario, @Nullable Long seed) {
        var play = new Play(new World(scenario, seed));
        JsonNode document = scenario.document();
        if (document.has("steps")) {
            document.path("steps").forEach(play::step);
        } else {
            play.step(document);
        }
        return play.steps;
    }

    private void step(JsonNode written) {
        if (written.has("after")) {
            Duration time = GoDuration.parse(written.path("after").asString(""));
            world.pass(time);
        }
        if (written.has("meanwhile")) {
            world.change(written.path("meanwhile"));
        }
        JsonNode then = written.path("then");
        switch (written.path("when").asString("disrupt")) {
            case "disrupt" -> look(then, deadlines(written.path("endsAfter")));
            case "confirm" -> confirm(then);
            case "carry out" -> carryOut(then);
            case "roll back" -> {
                DisruptionRound before = round();
                underWay.clear();
                steps.add(new Step.Changed("rolled back", before, then));
            }
            default -> throw new IllegalArgumentException("when: " + written.path("when") + ": is no step");
        }
    }

    private static Deadlines deadlines(JsonNode endsAfter) {
        if (endsAfter.isMissingNode()) {
            return Deadlines.none();
        }
        return _ -> {
            var left = new int[] {endsAfter.asInt()};
            return () -> left[0]-- <= 0;
        };
    }

    private static SortedSet<String> names(List<DisruptionCommand> commands) {
        var names = new TreeSet<String>();
        commands.forEach(command -> command.candidates().forEach(candidate -> names.add(candidate.name())));
        return names;
    }

    private List<DisruptionCommand> waitingCommands() {
        return waiting.stream().map(Planned::command).toList();
    }

    /// The cluster as passes see it.
    private DisruptionRound round() {
        var held = new TreeSet<>(names(underWay));
        held.addAll(names(waitingCommands()));
        return world.round(held, names(underWay));
    }

    private void look(JsonNode then, Deadlines deadlines) {
        if (world.mode() == Mode.REFERENCE && !waiting.isEmpty()) {
            throw new IllegalArgumentException("in reference mode there is no pass while a command waits");
        }
        DisruptionRound round = round();
        var waitingBefore = waitingCommands();
        var pass = new DisruptionPass(
                new PassInput(round, world.state(), waitingBefore), memory, deadlines, SideBySide.alone());
        while (pass.hasNext()) {
            pass.next();
        }
        var outcome = pass.outcome();
        memory = outcome.memory();
        for (Planned planned : outcome.commands()) {
            if (planned.method().confirmed()) {
                waiting.add(planned);
            } else {
                underWay.add(planned.command());
            }
        }
        steps.add(new Step.Pass(round, waitingBefore, outcome, then));
    }

    /// Each of the commands that wait, in a fresh look: what was started before it counts.
    private void confirm(JsonNode then) {
        var verdicts = new ArrayList<Step.Confirmed>();
        for (Planned planned : List.copyOf(waiting)) {
            waiting.removeFirst();
            DisruptionRound round = world.round(names(underWay), names(underWay));
            var verdict = Confirmation.confirm(planned.command(), planned.method(), round, new WhatIf(round));
            if (verdict instanceof Confirmation.Verdict.Holds(var command)) {
                underWay.add(command);
            }
            verdicts.add(new Step.Confirmed(planned, round, verdict));
        }
        steps.add(new Step.Confirmation(world.now(), verdicts, then));
    }

    private void carryOut(JsonNode then) {
        DisruptionRound before = round();
        for (DisruptionCommand command : underWay) {
            for (String claim : world.carryOut(command, before)) {
                memory = memory.replaced(claim, command, world.now());
            }
        }
        underWay.clear();
        steps.add(new Step.Changed("carried out", round(), then));
    }
}
