/// Zonal shift: traffic, and with it new nodes, moved away from an impaired zone.
///
/// Start reading at [sh.karpenter.local.aws.zonalshift.ZonalShifts]. It must not know instances.
@NullMarked
package sh.karpenter.local.aws.zonalshift;

import org.jspecify.annotations.NullMarked;
