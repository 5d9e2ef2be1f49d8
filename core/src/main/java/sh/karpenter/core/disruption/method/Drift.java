package sh.karpenter.core.disruption.method;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.node.Condition;
import sh.karpenter.core.scheduling.result.SchedulingResult;

/// Replaces nodes that are no longer what their pool or node class says: those without pods to move before the
/// others, and of equals the one that has been so for longest. There is no comparison of prices, and as many
/// machines are launched as the pods need.
public record Drift() implements DriftMethod {

    @Override
    public String name() {
        return "drift";
    }

    @Override
    public @Nullable Refusal ineligible(Candidate candidate, DisruptionRound round) {
        if (candidate.pool().isStatic()) {
            return new Refusal.StaticPool(candidate.pool().name());
        }
        return candidate.claim().is("Drifted") ? null : new Refusal.NotDrifted();
    }

    @Override
    public Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf, Search search) {
        var refused = new TreeMap<String, Refusal>();
        boolean limited = false;
        for (Candidate candidate : inOrder(eligible)) {
            if (budgets.allowed(candidate.pool().name()) == 0) {
                limited = true;
                refused.put(candidate.name(), Spending.refusal(candidate, budgets, 0));
                continue;
            }
            switch (whatIf.without(List.of(candidate), false)) {
                case WhatIf.Outcome.Feasible(var result) -> {
                    return new Proposal(List.of(command(candidate, result)), refused, limited);
                }
                case WhatIf.Outcome.Infeasible(var pods) ->
                    refused.put(candidate.name(), new Refusal.PodsWithoutPlace(pods));
                case WhatIf.Outcome.CandidateDeleting(var node) ->
                    refused.put(candidate.name(), new Refusal.Leaving(node));
            }
        }
        return new Proposal(List.of(), refused, limited);
    }

    /// Those without pods to move first, then those that drifted first.
    static List<Candidate> inOrder(List<Candidate> eligible) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(
                Comparator.comparing((Candidate candidate) -> !candidate.pods().isEmpty())
                        .thenComparing(Drift::since));
        return sorted;
    }

    static DisruptionCommand command(Candidate candidate, SchedulingResult result) {
        List<Candidate> candidates = List.of(candidate);
        return result.newNodeClaims().isEmpty()
                ? new DisruptionCommand.Delete(DisruptionReason.DRIFTED, "", candidates, result.existing())
                : new DisruptionCommand.Replace(
                        DisruptionReason.DRIFTED, "", candidates, result.newNodeClaims(), result.existing());
    }

    private static Instant since(Candidate candidate) {
        Condition drifted = candidate.claim().status().conditions().get("Drifted");
        return drifted == null ? Instant.MAX : drifted.lastTransition();
    }
}
