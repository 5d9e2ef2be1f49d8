package sh.karpenter.core.disruption.method;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.node.NodePool;

/// Removes one node whose pods fit elsewhere, or replaces it with a cheaper one: the best candidate of each pool
/// in turn.
public record SingleNodeConsolidation() implements DisruptionMethod {

    @Override
    public DisruptionReason reason() {
        return DisruptionReason.UNDERUTILIZED;
    }

    @Override
    public String consolidationType() {
        return "single";
    }

    @Override
    public Candidates.Strictness strictness() {
        return Candidates.Strictness.GRACEFUL;
    }

    @Override
    public boolean confirmed() {
        return true;
    }

    @Override
    public @Nullable String ineligible(Candidate candidate, DisruptionRound round) {
        return Consolidation.ineligible(candidate);
    }

    @Override
    public Proposal propose(DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf) {
        var consolidation = new Consolidation(round, whatIf, consolidationType());
        var refused = new TreeMap<String, String>();
        boolean limited = false;
        for (Candidate candidate : fairly(eligible)) {
            if (budgets.allowed(candidate.pool().name()) == 0) {
                limited = true;
                continue;
            }
            switch (consolidation.judge(List.of(candidate))) {
                case Consolidation.Verdict.Go(var command) -> {
                    return new Proposal(List.of(command), refused, limited);
                }
                case Consolidation.Verdict.Stay(var reason) -> {
                    if (!reason.isEmpty()) {
                        refused.put(candidate.name(), reason);
                    }
                }
            }
        }
        return new Proposal(List.of(), refused, limited);
    }

    /// By savings, and then one of each pool in turn: pools of greater weight first, then by name.
    private static List<Candidate> fairly(List<Candidate> eligible) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparing(
                        Candidate::pool,
                        Comparator.comparingInt((NodePool pool) -> -pool.weight())
                                .thenComparing(NodePool::name))
                .thenComparing(
                        Comparator.comparingDouble(Candidate::savingsRatio).reversed()));
        var queues = new LinkedHashMap<String, ArrayDeque<Candidate>>();
        for (Candidate candidate : sorted) {
            queues.computeIfAbsent(candidate.pool().name(), _ -> new ArrayDeque<>())
                    .add(candidate);
        }
        var result = new ArrayList<Candidate>();
        while (result.size() < sorted.size()) {
            for (ArrayDeque<Candidate> queue : queues.values()) {
                if (!queue.isEmpty()) {
                    result.add(queue.removeFirst());
                }
            }
        }
        return result;
    }
}
