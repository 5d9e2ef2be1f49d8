package sh.karpenter.core.disruption.method;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import sh.karpenter.core.disruption.budget.DisruptionBudgets;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.verdict.Refusal;

/// Takes candidates, one by one, off what the budgets of their pools leave.
final class Spending {
    private final DisruptionBudgets budgets;
    private final TreeMap<String, Integer> left;

    Spending(DisruptionBudgets budgets) {
        this.budgets = budgets;
        this.left = new TreeMap<>(budgets.allowed());
    }

    /// Whether the pool may lose one more node; if so it is taken off.
    boolean take(Candidate candidate) {
        int allowed = left.getOrDefault(candidate.pool().name(), 0);
        if (allowed > 0) {
            left.put(candidate.pool().name(), allowed - 1);
        }
        return allowed > 0;
    }

    /// How many nodes of a pool were taken off.
    private int taken(String pool) {
        return budgets.allowed(pool) - left.getOrDefault(pool, 0);
    }

    /// Why the pool may not lose one more.
    ///
    /// @param before how many of its nodes were taken off the budgets that these are
    static Refusal refusal(Candidate candidate, DisruptionBudgets budgets, int before) {
        String pool = candidate.pool().name();
        String unreadable = budgets.unreadable().get(pool);
        return unreadable != null
                ? new Refusal.BudgetUnreadable(pool, unreadable)
                : new Refusal.BudgetSpent(
                        pool,
                        budgets.reason(),
                        budgets.limits().getOrDefault(pool, 0),
                        budgets.disrupting().getOrDefault(pool, 0),
                        budgets.planned().getOrDefault(pool, 0) + before);
    }

    /// The candidates, in their order, as far as the budgets of their pools reach.
    ///
    /// @param refused is given why the others stay
    static List<Candidate> within(
            List<Candidate> candidates, DisruptionBudgets budgets, SequencedMap<String, Refusal> refused) {
        var spending = new Spending(budgets);
        var within = new ArrayList<Candidate>();
        for (Candidate candidate : candidates) {
            if (spending.take(candidate)) {
                within.add(candidate);
            } else {
                refused.put(
                        candidate.name(),
                        refusal(
                                candidate,
                                budgets,
                                spending.taken(candidate.pool().name())));
            }
        }
        return within;
    }
}
