package sh.karpenter.kube.api.aws;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;

/// Selects capacity reservations.
///
/// @param tags by key; the value `*` matches any value
/// @param id `cr-` and so on
/// @param ownerID account that owns the reservation, 12 digits
/// @param instanceMatchCriteria `open` or `targeted`
@WireRecord
public record CapacityReservationSelectorTerm(
        @Nullable Map<String, String> tags,
        @Nullable String id,
        @Nullable String ownerID,
        @Nullable String instanceMatchCriteria) {}
