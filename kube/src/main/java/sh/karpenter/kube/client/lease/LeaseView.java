package sh.karpenter.kube.client.lease;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one process knows of the lease.
///
/// @param exists whether there is a Lease object
/// @param holder who holds it, empty for nobody
/// @param unchangedSince since when, by our own clock, the object has looked as it does; the clocks of others do
///     not count
record LeaseView(boolean exists, String holder, @Nullable Instant unchangedSince) {

    /// What to do now.
    ///
    /// @param self who we are
    LeaseStep next(String self, LeaseTimings timings, Instant now) {
        if (!exists) {
            return new LeaseStep.Create();
        }
        if (holder.equals(self)) {
            return new LeaseStep.Renew();
        }
        if (holder.isEmpty() || unchangedSince == null || !now.isBefore(unchangedSince.plus(timings.lease()))) {
            return new LeaseStep.TakeOver();
        }
        return new LeaseStep.Follow();
    }
}
