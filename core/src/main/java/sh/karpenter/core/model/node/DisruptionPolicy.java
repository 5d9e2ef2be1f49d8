package sh.karpenter.core.model.node;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pool says about voluntary disruption of its nodes.
///
/// @param consolidationPolicy which nodes may be consolidated
/// @param consolidateAfter how long a node must be quiet first; null means never
/// @param budgets limits on how many nodes may be disrupted; empty means no limit
/// @param unreadable what of it cannot be read, each naming field, value and problem; while there is anything
///     no node of the pool may be disrupted. Of the budgets only their own rules say whether they can be read
public record DisruptionPolicy(
        ConsolidationPolicy consolidationPolicy,
        @Nullable Duration consolidateAfter,
        List<Budget> budgets,
        List<String> unreadable) {

    public DisruptionPolicy {
        budgets = List.copyOf(budgets);
        unreadable = List.copyOf(unreadable);
    }

    /// A policy that can be read.
    public DisruptionPolicy(
            ConsolidationPolicy consolidationPolicy, @Nullable Duration consolidateAfter, List<Budget> budgets) {
        this(consolidationPolicy, consolidateAfter, budgets, List.of());
    }

    /// Which nodes consolidation looks at.
    public enum ConsolidationPolicy {
        WHEN_EMPTY,
        WHEN_EMPTY_OR_UNDERUTILIZED,
        BALANCED
    }

    /// One limit on disruption, as written; it is read by the disruption budgets.
    ///
    /// @param nodes a count (`5`) or a percentage (`10%`)
    /// @param reasons the reasons it covers (`Underutilized`, `Empty`, `Drifted`, `Unhealthy`); null covers all,
    ///     empty covers none
    /// @param schedule cron expression in UTC at which it becomes active; null with a null duration for always
    /// @param duration how long it stays active after each start, as a Go duration (`8h30m`)
    public record Budget(
            String nodes,
            @Nullable List<String> reasons,
            @Nullable String schedule,
            @Nullable String duration) {}
}
