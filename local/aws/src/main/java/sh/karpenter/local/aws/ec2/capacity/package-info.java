/// What EC2 still has to give: limits per capacity pool, capacity reservations and placement groups.
///
/// Start reading at [sh.karpenter.local.aws.ec2.capacity.CapacityPools]. Knows no instance; who uses what is told
/// to it.
@NullMarked
package sh.karpenter.local.aws.ec2.capacity;

import org.jspecify.annotations.NullMarked;
