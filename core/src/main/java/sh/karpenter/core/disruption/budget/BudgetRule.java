package sh.karpenter.core.disruption.budget;

import java.time.Duration;
import java.time.Instant;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.model.schedule.CronSchedule;

/// Reads one budget of a pool.
///
/// Source: Karpenter documentation, "Disruption / NodePool Disruption Budgets".
final class BudgetRule {
    /// No limit.
    static final int UNLIMITED = Integer.MAX_VALUE;

    private BudgetRule() {}

    /// Whether the budget speaks of disruptions for the reason: one without reasons speaks of all, one with an
    /// empty list of none.
    static boolean covers(Budget budget, DisruptionReason reason) {
        return budget.reasons() == null || budget.reasons().contains(reason.text());
    }

    /// How many of the pool's nodes the budget allows to be disrupted at once.
    ///
    /// @param nodes number of nodes of the pool
    /// @return [#UNLIMITED] while the budget is not active
    /// @throws IllegalArgumentException when schedule or count cannot be read
    static int allowed(Budget budget, int nodes, Instant now) {
        if (!active(budget, now)) {
            return UNLIMITED;
        }
        String count = budget.nodes();
        if (count.endsWith("%")) {
            int percent = Integer.parseInt(count.substring(0, count.length() - 1));
            return Math.toIntExact(Math.ceilDiv((long) nodes * percent, 100L));
        }
        return (int) Math.min(UNLIMITED, Long.parseLong(count));
    }

    /// The window of a hit begins with the hit and ends, exclusively, one duration later.
    private static boolean active(Budget budget, Instant now) {
        if (budget.schedule() == null && budget.duration() == null) {
            return true;
        }
        if (budget.schedule() == null) {
            throw new IllegalArgumentException("a budget has a duration but no schedule");
        }
        Duration duration = budget.duration() == null ? Duration.ZERO : budget.duration();
        Instant hit = CronSchedule.parse(budget.schedule()).next(now.minus(duration));
        return hit != null && !hit.isAfter(now);
    }
}
