package sh.karpenter.kube.api.aws;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import sh.karpenter.kube.api.wire.WireRecord;
import sh.karpenter.kube.api.wire.WireTime;

/// A capacity reservation that was found.
///
/// @param availabilityZone where it is
/// @param endTime when it ends, in whole seconds; absent is never
/// @param id `cr-` and so on
/// @param instanceMatchCriteria `open` or `targeted`
/// @param instanceType what it reserves
/// @param ownerID account that owns it
/// @param reservationType `default` or `capacity-block`
/// @param interruptible whether its capacity may be taken back
/// @param state `active` or `expiring`
@WireRecord
public record ResolvedCapacityReservation(
        String availabilityZone,
        @WireTime @Nullable Instant endTime,
        String id,
        String instanceMatchCriteria,
        String instanceType,
        String ownerID,
        @Nullable String reservationType,
        @Nullable Boolean interruptible,
        @Nullable String state) {

    public ResolvedCapacityReservation {
        endTime = endTime == null ? null : endTime.truncatedTo(ChronoUnit.SECONDS);
    }
}
