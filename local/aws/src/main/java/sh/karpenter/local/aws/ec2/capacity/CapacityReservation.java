package sh.karpenter.local.aws.ec2.capacity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Machines set aside for this account.
///
/// @param matchCriteria `open` or `targeted`
/// @param type `default` or `capacity-block`
/// @param interruptible whether the owner may take the machines back
/// @param total how many machines
/// @param ends null when it lasts until it is cancelled
/// @param state `active`, `cancelled`, `expired`, ...
public record CapacityReservation(
        String id,
        String owner,
        String instanceType,
        String zone,
        String matchCriteria,
        String type,
        boolean interruptible,
        int total,
        Instant created,
        @Nullable Instant ends,
        String state) {
    /// The same reservation in another state.
    public CapacityReservation inState(String newState) {
        return new CapacityReservation(
                id, owner, instanceType, zone, matchCriteria, type, interruptible, total, created, ends, newState);
    }

    /// The state at a time: one whose end has passed is expired.
    public String stateAt(Instant now) {
        return state.equals("active") && ends != null && !ends.isAfter(now) ? "expired" : state;
    }
}
