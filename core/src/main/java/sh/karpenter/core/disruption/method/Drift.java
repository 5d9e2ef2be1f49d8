package sh.karpenter.core.disruption.method;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.node.Condition;

/// Replaces nodes that are no longer what their pool or node class says: the one that has been so for longest
/// first, those without
/// pods to move before the others.
public record Drift() implements DisruptionMethod {

    @Override
    public DisruptionReason reason() {
        return DisruptionReason.DRIFTED;
    }

    @Override
    public String consolidationType() {
        return "";
    }

    @Override
    public Candidates.Strictness strictness() {
        return Candidates.Strictness.EVENTUAL;
    }

    @Override
    public boolean confirmed() {
        return false;
    }

    @Override
    public @Nullable String ineligible(Candidate candidate, DisruptionRound round) {
        return !candidate.pool().isStatic() && candidate.claim().is("Drifted") ? null : "";
    }

    @Override
    public Proposal propose(DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(
                Comparator.comparing((Candidate candidate) -> !candidate.pods().isEmpty())
                        .thenComparing(Drift::since));
        var refused = new TreeMap<String, String>();
        boolean limited = false;
        for (Candidate candidate : sorted) {
            if (budgets.allowed(candidate.pool().name()) == 0) {
                limited = true;
                continue;
            }
            switch (whatIf.without(List.of(candidate), false)) {
                case WhatIf.Outcome.Feasible(var result) -> {
                    DisruptionCommand command = result.newNodeClaims().isEmpty()
                            ? new DisruptionCommand.Delete(
                                    reason(), consolidationType(), List.of(candidate), result.existing())
                            : new DisruptionCommand.Replace(
                                    reason(),
                                    consolidationType(),
                                    List.of(candidate),
                                    result.newNodeClaims(),
                                    result.existing());
                    return new Proposal(List.of(command), refused, limited);
                }
                case WhatIf.Outcome.Infeasible infeasible -> refused.put(candidate.name(), infeasible.message());
                case WhatIf.Outcome.CandidateDeleting _ -> {}
            }
        }
        return new Proposal(List.of(), refused, limited);
    }

    private static Instant since(Candidate candidate) {
        Condition drifted = candidate.claim().status().conditions().get("Drifted");
        return drifted == null ? Instant.MAX : drifted.lastTransition();
    }
}
