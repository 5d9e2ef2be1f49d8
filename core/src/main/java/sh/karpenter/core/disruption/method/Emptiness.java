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
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.whatif.WhatIf;

/// Removes nodes on which nothing would be disturbed: all of them at once, as far as budgets allow. Pods whose
/// eviction costs nothing do not count as disturbed.
public record Emptiness() implements DisruptionMethod {

    @Override
    public String name() {
        return "emptiness";
    }

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
    public @Nullable Refusal ineligible(Candidate candidate, DisruptionRound round) {
        String pool = candidate.pool().name();
        if (candidate.pool().isStatic()) {
            return new Refusal.StaticPool(pool);
        }
        if (candidate.pool().disruption().consolidateAfter() == null) {
            return new Refusal.ConsolidationDisabled(pool);
        }
        if (!candidate.empty()) {
            return new Refusal.NotEmpty(candidate.pods().size(), candidate.reschedulingCost());
        }
        Refusal unpriced = Eligibility.unpriced(candidate, round);
        return unpriced == null ? Eligibility.unquiet(candidate) : unpriced;
    }

    @Override
    public Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf, Search search) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparingDouble(Candidate::savingsRatio).reversed());
        var refused = new TreeMap<String, Refusal>();
        var within = Spending.within(sorted, budgets, refused);
        List<DisruptionCommand> commands = within.isEmpty()
                ? List.of()
                : List.of(new DisruptionCommand.Delete(reason(), consolidationType(), within, new TreeMap<>()));
        return new Proposal(commands, refused, !refused.isEmpty());
    }
}
