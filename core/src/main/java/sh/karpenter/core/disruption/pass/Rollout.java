package sh.karpenter.core.disruption.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.forecast.Forecast;
import sh.karpenter.core.disruption.pass.Foresight.End;
import sh.karpenter.core.disruption.pass.Foresight.Way;
import sh.karpenter.core.disruption.pass.PassOutcome.Planned;
import sh.karpenter.core.scheduling.problem.Deadline;

/// Chooses between two ways to go on by playing both to their ends.
///
/// What saves most now may lead into a cluster in which no single command pays any more, while another
/// beginning leads on. So before a pass settles on its own commands:
///
/// 1. Take what waits to be confirmed as done ([Forecast]).
/// 2. Our way: carry out the commands of the pass, look again as a pass does, and so on until nothing is found.
/// 3. Karpenter's way: the same, one command at a time, chosen as Karpenter does.
/// 4. Follow the way that ends cheaper; of equals the one that moves fewer pods, then the one with fewer commands.
///    Only its next step is taken: the next pass plays both again, from where the cluster is then.
///
/// Both ways depend on nothing but the cluster, so the way that was followed is open to the next pass, with the
/// same end. Therefore passes end no dearer than either way alone would, and at the same price with no more
/// pods moved, as long as nothing else happens. (A rollout with two base policies: D. Bertsekas, "Rollout,
/// Policy Iteration, and Distributed Reinforcement Learning", 2020, on sequential consistency.)
///
/// Work is bounded by a count of questions, not by time, so that the same input gives the same choice.
final class Rollout {
    private final PassInput input;
    private final PassMemory memory;
    private final Allowance allowance;

    /// @param deadline polled between questions, besides the count
    Rollout(PassInput input, PassMemory memory, Deadline deadline) {
        this.input = input;
        this.memory = memory;
        this.allowance = new Allowance(deadline);
    }

    /// What to do.
    ///
    /// @param foresight what was seen
    /// @param instead the pass whose commands are to be carried out instead; null to stay with those there are
    record Choice(Foresight foresight, @Nullable PassOutcome instead) {}

    /// Chooses.
    ///
    /// @param ours the commands of the pass
    Choice choose(List<Planned> ours) {
        if (input.round().cluster().nodes().size() > Allowance.MOST_NODES) {
            return new Choice(new Foresight.TooFar(Allowance.QUESTIONS), null);
        }
        var waiting = input.waiting();
        PassOutcome theirs = step(new Forecast(input.round()).carryOut(waiting), Way.KARPENTERS);
        if (!allowance.spent() && moves(ours).equals(moves(theirs.commands()))) {
            return new Choice(new Foresight.NotNeeded(), null);
        }
        End end = allowance.spent() ? null : play(Way.OURS, ours);
        End other = end == null ? null : play(Way.KARPENTERS, theirs.commands());
        if (end == null || other == null) {
            return new Choice(new Foresight.TooFar(Allowance.QUESTIONS), null);
        }
        Way better = other.better(end) ? Way.KARPENTERS : Way.OURS;
        return new Choice(new Foresight.Played(better, end, other), better == Way.OURS ? null : theirs);
    }

    /// Plays to the end.
    ///
    /// @return null when too many questions would have to be asked
    private @Nullable End play(Way way, List<Planned> first) {
        var forecast = new Forecast(input.round()).carryOut(input.waiting());
        int moved = 0;
        int count = 0;
        List<Planned> commands = first;
        while (!commands.isEmpty() && !allowance.spent()) {
            for (Planned planned : commands) {
                forecast.carryOut(planned.command());
                moved += moved(planned.command());
                count++;
            }
            forecast.rest();
            commands = step(forecast, way).commands();
        }
        return allowance.spent() ? null : new End(forecast.pricePerHour(), moved, count);
    }

    /// The next pass of a way; once too many questions were asked, what it says means nothing.
    private PassOutcome step(Forecast forecast, Way way) {
        var next = new PassInput(forecast.round(), input.consolidationState(), List.of());
        var afresh = new PassMemory(PassMemory.empty().exhausted(), new TreeSet<>(), new TreeSet<>(), memory.damping());
        return DisruptionPass.ahead(next, afresh, way, _ -> allowance);
    }

    /// The nodes that each command removes.
    private static List<SortedSet<String>> moves(List<Planned> commands) {
        var moves = new ArrayList<SortedSet<String>>();
        for (Planned planned : commands) {
            var names = new TreeSet<String>();
            planned.command().candidates().forEach(candidate -> names.add(candidate.name()));
            moves.add(names);
        }
        return moves;
    }

    private static int moved(DisruptionCommand command) {
        int moved = 0;
        for (Candidate candidate : command.candidates()) {
            moved += candidate.pods().size();
        }
        return moved;
    }

    /// How many questions may be asked in all.
    private static final class Allowance implements Deadline {
        /// So many that passes over the clusters of the benchmarks stay within the time that we want.
        static final int QUESTIONS = 2000;

        /// With more nodes the questions would not last for two passes, so none is begun.
        static final int MOST_NODES = QUESTIONS / 4;

        private final Deadline deadline;
        private int left = QUESTIONS;

        Allowance(Deadline deadline) {
            this.deadline = deadline;
        }

        @Override
        public boolean passed() {
            left--;
            return spent();
        }

        boolean spent() {
            return left < 0 || deadline.passed();
        }
    }
}
