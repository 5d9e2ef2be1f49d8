package sh.karpenter.core.disruption.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.disruption.whatif.WhatIf;

/// Removes several nodes together, with at most one cheaper machine in their place: the longest prefix of the
/// candidates, best savings first, that works out, found by halving. A prefix has at most 101 nodes. (The default
/// mode looks further: [ConsolidationSearch].)
///
/// When the time is up the longest prefix found so far is taken.
public record MultiNodeConsolidation() implements DisruptionMethod {
    private static final int BATCH = 100;

    @Override
    public String name() {
        return "multi";
    }

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
    public Duration timeLimit() {
        return Duration.ofMinutes(1);
    }

    @Override
    public @Nullable Refusal ineligible(Candidate candidate, DisruptionRound round) {
        return Eligibility.ofConsolidation(candidate, round);
    }

    @Override
    public Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf, Search search) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparingDouble(Candidate::savingsRatio).reversed());
        var refused = new TreeMap<String, Refusal>();
        List<Candidate> within = Spending.within(sorted, budgets, refused);
        boolean limited = !refused.isEmpty();
        if (within.size() < 2) {
            within.forEach(candidate -> refused.put(candidate.name(), new Refusal.NothingToJoin(within.size())));
            return new Proposal(List.of(), refused, limited);
        }
        var consolidation = new Consolidation(round, whatIf, consolidationType());
        var balance = new Balance(round, eligible);
        DisruptionCommand best = null;
        Weighed rejected = null;
        boolean timedOut = false;
        int low = 1;
        int high = Math.min(BATCH, within.size() - 1);
        while (low <= high) {
            if (search.deadline().passed()) {
                timedOut = true;
                break;
            }
            int middle = (low + high) / 2;
            List<Candidate> tried = within.subList(0, middle + 1);
            Consolidation.Verdict verdict = worthwhile(consolidation, balance, tried);
            switch (verdict) {
                case Consolidation.Verdict.Go(var command) -> {
                    best = command;
                    low = middle + 1;
                }
                case Consolidation.Verdict.Stay(var why) -> {
                    rejected = rejected == null ? balance.weighed(tried, verdict) : rejected;
                    // A shorter prefix that does not work out either tells more about its nodes.
                    tried.forEach(
                            candidate -> refused.put(candidate.name(), new Refusal.NotTogether(tried.size(), why)));
                    high = middle - 1;
                }
            }
        }
        notReached(within, refused, timedOut);
        if (best == null) {
            // One rejection tells enough; the others are of parts of the same nodes.
            List<Weighed> weighed = rejected == null ? List.of() : List.of(rejected);
            return new Proposal(List.of(), refused, limited, timedOut, new TreeSet<>(), weighed);
        }
        best.candidates().forEach(candidate -> refused.remove(candidate.name()));
        DisruptionCommand finished = consolidation.finished(best);
        var weighed =
                new Weighed(finished.candidates(), true, balance.scores(finished.candidates(), finished.savings()));
        return new Proposal(List.of(finished), refused, limited, timedOut, new TreeSet<>(), List.of(weighed));
    }

    private static void notReached(List<Candidate> within, SequencedMap<String, Refusal> refused, boolean timedOut) {
        for (int i = 0; i < within.size(); i++) {
            Refusal.Because why = Refusal.Because.BETTER_ONES_FAILED;
            if (timedOut) {
                why = Refusal.Because.OUT_OF_TIME;
            } else if (i > BATCH) {
                why = Refusal.Because.CAP;
            }
            refused.putIfAbsent(within.get(i).name(), new Refusal.NotReached(why));
        }
    }

    private static Consolidation.Verdict worthwhile(
            Consolidation consolidation, Balance balance, List<Candidate> candidates) {
        Consolidation.Verdict verdict = switch (consolidation.judge(candidates)) {
            case Consolidation.Verdict.Stay stay -> stay;
            case Consolidation.Verdict.Go(DisruptionCommand.Delete delete) -> new Consolidation.Verdict.Go(delete);
            case Consolidation.Verdict.Go(DisruptionCommand.Replace replace) -> consolidation.withoutSameType(replace);
        };
        return balance.approved(verdict);
    }
}
