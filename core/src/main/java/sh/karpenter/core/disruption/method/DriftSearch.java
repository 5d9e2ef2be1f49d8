package sh.karpenter.core.disruption.method;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.command.HeldNodes;
import sh.karpenter.core.disruption.method.DisruptionMethod.Proposal;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.node.NodePool;
import sh.karpenter.core.scheduling.problem.Deadline;

/// Drift in the default mode: as many commands as budgets allow and as leave each other's nodes alone, one of
/// each pool in turn. So a pool whose replacements keep failing does not hold up the others, and a pool with
/// large budgets does not wait for one node after the other.
public final class DriftSearch {
    private final DisruptionRound round;
    private final DisruptionBudgets budgets;
    private final WhatIf whatIf;
    private final HeldNodes held;
    private final Damping damping;
    private final Deadline deadline;

    private final List<DisruptionCommand> commands = new ArrayList<>();
    private final TreeMap<String, Refusal> refused = new TreeMap<>();
    private boolean limited;
    private boolean timedOut;

    /// @param budgets how many nodes each pool may lose, before what is held
    /// @param held what commands count on already; what is found is added
    public DriftSearch(
            DisruptionRound round,
            DisruptionBudgets budgets,
            WhatIf whatIf,
            HeldNodes held,
            Damping damping,
            Deadline deadline) {
        this.round = round;
        this.budgets = budgets;
        this.whatIf = whatIf;
        this.held = held;
        this.damping = damping;
        this.deadline = deadline;
    }

    /// Searches.
    ///
    /// @param eligible the drifted candidates
    public Proposal search(List<Candidate> eligible) {
        for (Candidate candidate : inTurn(eligible)) {
            Refusal why = tried(candidate);
            if (why != null) {
                refused.put(candidate.name(), why);
            }
        }
        return new Proposal(commands, refused, limited, timedOut, new TreeSet<>(), List.of());
    }

    private @Nullable Refusal tried(Candidate candidate) {
        String pool = candidate.pool().name();
        if (deadline.passed()) {
            timedOut = true;
            return new Refusal.NotReached(Refusal.Because.OUT_OF_TIME);
        }
        if (held.removed(pool) >= budgets.allowed(pool)) {
            limited = true;
            return Spending.refusal(candidate, budgets, held.removed(pool));
        }
        if (held.nodes().contains(candidate.name())) {
            limited = true;
            return new Refusal.Held();
        }
        return switch (whatIf.without(List.of(candidate), held.nodes(), false)) {
            case WhatIf.Outcome.Infeasible(var pods) -> new Refusal.PodsWithoutPlace(pods);
            case WhatIf.Outcome.CandidateDeleting(var node) -> new Refusal.Leaving(node);
            case WhatIf.Outcome.Feasible(var result) -> taken(Drift.command(candidate, result));
        };
    }

    private @Nullable Refusal taken(DisruptionCommand command) {
        Refusal objection = damping.objection(command, round.now());
        if (objection != null) {
            return objection;
        }
        if (held.touches(command)) {
            limited = true;
            return new Refusal.Held();
        }
        commands.add(command);
        held.add(command);
        return null;
    }

    /// One of each pool in turn; pools by weight, then by name, their nodes as [Drift] would take them.
    private static List<Candidate> inTurn(List<Candidate> eligible) {
        var sorted = new ArrayList<>(Drift.inOrder(eligible));
        var pools = new LinkedHashMap<String, ArrayDeque<Candidate>>();
        sorted.stream()
                .map(Candidate::pool)
                .distinct()
                .sorted(Comparator.comparingInt((NodePool pool) -> -pool.weight())
                        .thenComparing(NodePool::name))
                .forEach(pool -> pools.put(pool.name(), new ArrayDeque<>()));
        sorted.forEach(candidate -> pools.computeIfAbsent(candidate.pool().name(), _ -> new ArrayDeque<>())
                .add(candidate));
        var result = new ArrayList<Candidate>(sorted.size());
        while (!pools.isEmpty()) {
            pools.values().removeIf(queue -> {
                result.add(queue.removeFirst());
                return queue.isEmpty();
            });
        }
        return result;
    }
}
