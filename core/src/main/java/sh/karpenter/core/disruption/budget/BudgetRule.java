package sh.karpenter.core.disruption.budget;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.DisruptionReason;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.core.model.node.DisruptionPolicy.Budget;
import sh.karpenter.core.model.schedule.CronSchedule;

/// One budget of a pool, read.
///
/// Source: Karpenter documentation, "Disruption / NodePool Disruption Budgets".
///
/// @param count how many nodes, or how many of a hundred
/// @param percent whether the count is one of a hundred
/// @param schedule when it becomes active, null for always
/// @param duration how long it stays active
record BudgetRule(long count, boolean percent, @Nullable CronSchedule schedule, Duration duration) {
    /// No limit.
    static final int UNLIMITED = Integer.MAX_VALUE;

    /// Whether the budget speaks of disruptions for the reason: one without reasons speaks of all, one with an
    /// empty list of none.
    static boolean covers(Budget budget, DisruptionReason reason) {
        return budget.reasons() == null || budget.reasons().contains(reason.text());
    }

    /// Reads a budget. Also one that is not active now must be readable: it is mended best before it is needed.
    ///
    /// @throws IllegalArgumentException when a field cannot be read; the message names field, value and problem
    static BudgetRule read(Budget budget) {
        String nodes = budget.nodes();
        boolean percent = nodes.endsWith("%");
        long count = count(percent ? nodes.substring(0, nodes.length() - 1) : nodes, nodes);
        String schedule = budget.schedule();
        String duration = budget.duration();
        if (schedule == null && duration == null) {
            return new BudgetRule(count, percent, null, Duration.ZERO);
        }
        if (schedule == null) {
            throw new IllegalArgumentException(
                    "duration: \"" + duration + "\": a budget with a duration needs a schedule");
        }
        return new BudgetRule(count, percent, CronSchedule.parse(schedule), duration(duration));
    }

    private static long count(String digits, String written) {
        try {
            long count = Long.parseLong(digits);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException notACount) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "nodes: \"" + written + "\": is neither a number of nodes nor a percentage such as \"10%\"");
    }

    private static Duration duration(@Nullable String written) {
        try {
            return written == null ? Duration.ZERO : GoDuration.parse(written);
        } catch (IllegalArgumentException notADuration) {
            throw new IllegalArgumentException("duration: " + notADuration.getMessage(), notADuration);
        }
    }

    /// How many of the pool's nodes the budget allows to be disrupted at once; percentages round up.
    ///
    /// @param nodes number of nodes of the pool
    /// @return [#UNLIMITED] while the budget is not active
    int allowed(int nodes, Instant now) {
        if (!active(now)) {
            return UNLIMITED;
        }
        long allowed =
                percent ? Math.ceilDiv(Math.multiplyExact((long) nodes, Math.min(count, UNLIMITED)), 100L) : count;
        return (int) Math.min(UNLIMITED, allowed);
    }

    /// The window of a hit begins with the hit and ends, exclusively, one duration later.
    private boolean active(Instant now) {
        if (schedule == null) {
            return true;
        }
        Instant hit = schedule.next(now.minus(duration));
        return hit != null && !hit.isAfter(now);
    }
}
