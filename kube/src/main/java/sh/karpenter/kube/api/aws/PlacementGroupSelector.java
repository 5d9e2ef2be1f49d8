package sh.karpenter.kube.api.aws;

import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Selects a placement group by exactly one of its names.
///
/// @param name its name
/// @param id `pg-` and so on
@WireRecord
public record PlacementGroupSelector(
        @Nullable String name, @Nullable String id) {}
