package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.cloud.InstanceType;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;

/// Removes several nodes together, with at most one cheaper machine in their place: the longest prefix of the
/// candidates, best savings
/// first, that works out, found by halving.
public record MultiNodeConsolidation() implements DisruptionMethod {
    private static final int BATCH = 100;

    @Override
    public DisruptionReason reason() {
        return DisruptionReason.UNDERUTILIZED;
    }

    @Override
    public String consolidationType() {
        return "multi";
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
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparingDouble(Candidate::savingsRatio).reversed());
        List<Candidate> within = Consolidation.withinBudgets(sorted, budgets);
        boolean limited = within.size() < sorted.size();
        DisruptionCommand best = null;
        if (within.size() >= 2) {
            var consolidation = new Consolidation(round, whatIf, consolidationType());
            int low = 1;
            int high = within.size() > BATCH ? BATCH : within.size() - 1;
            while (low <= high) {
                int middle = (low + high) / 2;
                DisruptionCommand command = worthwhile(consolidation, within.subList(0, middle + 1));
                if (command != null) {
                    best = command;
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
        }
        return new Proposal(best == null ? List.of() : List.of(best), new TreeMap<>(), limited);
    }

    private static @Nullable DisruptionCommand worthwhile(Consolidation consolidation, List<Candidate> candidates) {
        return switch (consolidation.judge(candidates)) {
            case Consolidation.Verdict.Stay _ -> null;
            case Consolidation.Verdict.Go(DisruptionCommand.Delete delete) -> delete;
            case Consolidation.Verdict.Go(DisruptionCommand.Replace replace) -> notTheSame(consolidation, replace);
        };
    }

    /// Removing several machines only to launch one of the same type again would better have been done by
    /// removing the others: of the
    /// replacement's types those are kept that cost less than the cheapest removed machine of a type among them.
    private static @Nullable DisruptionCommand notTheSame(
            Consolidation consolidation, DisruptionCommand.Replace replace) {
        ProposedNodeClaim claim = replace.replacements().getFirst();
        double limit = Double.POSITIVE_INFINITY;
        for (Candidate candidate : replace.candidates()) {
            for (InstanceType type : claim.types()) {
                if (candidate.type() != null && candidate.type().name().equals(type.name())) {
                    limit = Math.min(limit, candidate.pricePerHour());
                }
            }
        }
        if (Double.isInfinite(limit)) {
            return replace;
        }
        List<InstanceType> types = consolidation.cheaper(claim.types(), claim.requirements(), limit);
        if (types.isEmpty() || Consolidation.minValuesShortfall(claim, types, claim.requirements()) != null) {
            return null;
        }
        return new DisruptionCommand.Replace(
                replace.reason(),
                replace.consolidationType(),
                replace.candidates(),
                List.of(consolidation.narrowed(claim, claim.requirements(), types)),
                replace.placements());
    }
}
