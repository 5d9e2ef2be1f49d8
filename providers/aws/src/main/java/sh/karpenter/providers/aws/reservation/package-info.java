/// The capacity reservations of a node class. Start reading at [CapacityReservations].
/// It must not know machines.
@NullMarked
package sh.karpenter.providers.aws.reservation;

import org.jspecify.annotations.NullMarked;
