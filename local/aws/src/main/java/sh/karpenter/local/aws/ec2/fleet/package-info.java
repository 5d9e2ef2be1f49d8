/// Instant fleets: which of many offers is launched, in which order, and what is reported about the others.
///
/// Start reading at [sh.karpenter.local.aws.ec2.fleet.FleetActions]. Fleets that live on are not served. It
/// must not know who asks, or why.
@NullMarked
package sh.karpenter.local.aws.ec2.fleet;

import org.jspecify.annotations.NullMarked;
