package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.scheduling.problem.Deadline;

/// Looks for the nodes of a window that are best removed together.
///
/// 1. The longest prefix that works out, found by halving, as Karpenter does: what it finds is never missed.
/// 2. From there, and from the best single node, nodes are added in halves of what is left: where a half does
///    not fit, its halves are tried, so that one node in the way costs a few questions and not all nodes behind
///    it.
/// 3. Nodes without which as much is saved are left out again, so that no pod moves in vain.
///
/// The best of all that is taken: most saved, then fewest pods moved.
final class JointSearch {
    /// Questions per starting point. Each is a what-if with the pods of all nodes tried.
    private static final int MOST_QUESTIONS = 48;

    /// Leaving nodes out again is tried for small commands only: it asks once per node.
    private static final int MOST_TO_SPARE = 16;

    private final Function<List<Candidate>, Consolidation.Verdict> judge;
    private final List<Candidate> window;
    private final @Nullable DisruptionCommand single;
    private final SequencedMap<String, Refusal> refused;
    private final Deadline deadline;
    private int questions;

    /// @param judge the verdict on two or more nodes
    /// @param window the nodes, best savings first
    /// @param single the best command for one node, null when there is none
    /// @param refused is given why nodes tried in vain were
    JointSearch(
            Function<List<Candidate>, Consolidation.Verdict> judge,
            List<Candidate> window,
            @Nullable DisruptionCommand single,
            SequencedMap<String, Refusal> refused,
            Deadline deadline) {
        this.judge = judge;
        this.window = window;
        this.single = single;
        this.refused = refused;
        this.deadline = deadline;
    }

    /// The best command, null when there is none.
    @Nullable
    DisruptionCommand best() {
        DisruptionCommand best = single;
        DisruptionCommand prefix = longestPrefix();
        if (prefix != null) {
            questions = 0;
            best = ConsolidationSearch.betterOf(best, spared(extended(prefix)));
        }
        if (single != null) {
            questions = 0;
            best = ConsolidationSearch.betterOf(best, spared(extended(single)));
        }
        return best;
    }

    private @Nullable DisruptionCommand longestPrefix() {
        DisruptionCommand found = null;
        int low = 1;
        int high = window.size() - 1;
        while (low <= high && !deadline.passed()) {
            int middle = (low + high) / 2;
            DisruptionCommand command = ask(window.subList(0, middle + 1));
            if (command == null) {
                high = middle - 1;
            } else {
                found = command;
                low = middle + 1;
            }
        }
        return found;
    }

    private DisruptionCommand extended(DisruptionCommand start) {
        var names = new TreeSet<String>();
        start.candidates().forEach(candidate -> names.add(candidate.name()));
        List<Candidate> rest = window.stream()
                .filter(candidate -> !names.contains(candidate.name()))
                .toList();
        return extended(start, rest);
    }

    private DisruptionCommand extended(DisruptionCommand start, List<Candidate> more) {
        if (more.isEmpty() || questions >= MOST_QUESTIONS || deadline.passed()) {
            return start;
        }
        var all = new ArrayList<>(start.candidates());
        all.addAll(more);
        questions++;
        DisruptionCommand command = ask(all);
        if (command != null && command.savings() > start.savings()) {
            return command;
        }
        if (more.size() == 1) {
            return start;
        }
        int half = (more.size() + 1) / 2;
        return extended(extended(start, more.subList(0, half)), more.subList(half, more.size()));
    }

    private DisruptionCommand spared(DisruptionCommand command) {
        DisruptionCommand best = command;
        if (command.replacements().isEmpty() || command.candidates().size() > MOST_TO_SPARE) {
            return best;
        }
        for (Candidate candidate : command.candidates()) {
            if (best.candidates().size() > 2 && !deadline.passed()) {
                var fewer = new ArrayList<>(best.candidates());
                fewer.remove(candidate);
                DisruptionCommand without = ask(fewer);
                best = without != null && ConsolidationSearch.better(without, best) ? without : best;
            }
        }
        return best;
    }

    private @Nullable DisruptionCommand ask(List<Candidate> candidates) {
        return switch (judge.apply(List.copyOf(candidates))) {
            case Consolidation.Verdict.Go(var command) -> command;
            case Consolidation.Verdict.Stay(var why) -> {
                candidates.forEach(
                        candidate -> refused.put(candidate.name(), new Refusal.NotTogether(candidates.size(), why)));
                yield null;
            }
        };
    }
}
