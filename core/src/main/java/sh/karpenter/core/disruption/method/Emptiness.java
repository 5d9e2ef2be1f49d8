package sh.karpenter.core.disruption.method;

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

/// Removes nodes on which nothing would be disturbed: all of them at once, as far as budgets allow.
public record Emptiness() implements DisruptionMethod {

    @Override
    public DisruptionReason reason() {
        return DisruptionReason.EMPTY;
    }

    @Override
    public String consolidationType() {
        return "empty";
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
        if (candidate.pool().isStatic()) {
            return "";
        }
        if (candidate.pool().disruption().consolidateAfter() == null) {
            return Consolidation.disabled(candidate);
        }
        return candidate.empty() && candidate.claim().is("Consolidatable") ? null : "";
    }

    @Override
    public Proposal propose(DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparingDouble(Candidate::savingsRatio).reversed());
        var within = Consolidation.withinBudgets(sorted, budgets);
        List<DisruptionCommand> commands = within.isEmpty()
                ? List.of()
                : List.of(new DisruptionCommand.Delete(reason(), consolidationType(), within, new TreeMap<>()));
        return new Proposal(commands, new TreeMap<>(), within.size() < sorted.size());
    }
}
