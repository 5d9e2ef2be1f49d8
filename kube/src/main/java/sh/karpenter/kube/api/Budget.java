package sh.karpenter.kube.api;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// A limit for voluntary disruption of a pool.
///
/// @param reasons what it limits: `Underutilized`, `Empty`, `Drifted`, `Unhealthy`; absent limits everything,
///     an empty list limits nothing
/// @param nodes a number or a percentage of the pool's nodes, for example `10%`
/// @param schedule when it begins to apply, in cron notation in UTC; absent is always
/// @param duration how long it applies from each hit of the schedule, for example `8h`; as written, so that one
///     that cannot be read can be told
@WireRecord
public record Budget(
        @Nullable List<String> reasons,
        String nodes,
        @Nullable String schedule,
        @Nullable String duration) {}
