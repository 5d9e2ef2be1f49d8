package sh.karpenter.core.disruption.method;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.Candidates;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.verdict.Refusal;
import sh.karpenter.core.disruption.verdict.Weighed;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.node.NodePool;

/// Removes one node whose pods fit elsewhere, or replaces it with a cheaper one: the best candidate of each pool in
/// turn. When the time is up, the pools that it did not come to are told, so that the next search begins with them.
public record SingleNodeConsolidation() implements DisruptionMethod {

    @Override
    public String name() {
        return "single";
    }

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
    public Duration timeLimit() {
        return Duration.ofMinutes(3);
    }

    @Override
    public @Nullable Refusal ineligible(Candidate candidate, DisruptionRound round) {
        return Eligibility.ofConsolidation(candidate, round);
    }

    @Override
    public Proposal propose(
            DisruptionRound round, List<Candidate> eligible, DisruptionBudgets budgets, WhatIf whatIf, Search search) {
        var consolidation = new Consolidation(round, whatIf, consolidationType());
        var balance = new Balance(round, eligible);
        var refused = new TreeMap<String, Refusal>();
        var unreached = new TreeSet<String>();
        eligible.forEach(candidate -> unreached.add(candidate.pool().name()));
        var weighed = new ArrayList<Weighed>();
        boolean limited = false;
        for (Candidate candidate : fairly(eligible, search.firstPools())) {
            if (search.deadline().passed()) {
                eligible.forEach(other ->
                        refused.putIfAbsent(other.name(), new Refusal.NotReached(Refusal.Because.OUT_OF_TIME)));
                return new Proposal(List.of(), refused, limited, true, unreached, weighed);
            }
            unreached.remove(candidate.pool().name());
            if (budgets.allowed(candidate.pool().name()) == 0) {
                limited = true;
                refused.put(candidate.name(), Spending.refusal(candidate, budgets, 0));
                continue;
            }
            Consolidation.Verdict verdict = judge(candidate, consolidation, balance);
            Weighed weight = balance.weighed(List.of(candidate), verdict);
            if (weight != null) {
                weighed.add(weight);
            }
            switch (verdict) {
                case Consolidation.Verdict.Go(var command) -> {
                    return new Proposal(List.of(consolidation.finished(command)), refused, limited).weighing(weighed);
                }
                case Consolidation.Verdict.Stay(var why) -> refused.put(candidate.name(), why);
            }
        }
        return new Proposal(List.of(), refused, limited).weighing(weighed);
    }

    private static Consolidation.Verdict judge(Candidate candidate, Consolidation consolidation, Balance balance) {
        Refusal hopeless = balance.hopeless(candidate);
        return hopeless != null
                ? new Consolidation.Verdict.Stay(hopeless)
                : balance.approved(consolidation.judge(List.of(candidate)));
    }

    /// By savings, and then one of each pool in turn: the pools that come first, then those of greater weight,
    /// then by name.
    private static List<Candidate> fairly(List<Candidate> eligible, SortedSet<String> firstPools) {
        var sorted = new ArrayList<>(eligible);
        sorted.sort(Comparator.comparing(
                        Candidate::pool,
                        Comparator.comparing((NodePool pool) -> !firstPools.contains(pool.name()))
                                .thenComparing(Comparator.comparingInt(NodePool::weight)
                                        .reversed())
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
