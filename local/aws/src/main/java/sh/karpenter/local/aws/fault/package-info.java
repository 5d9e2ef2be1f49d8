/// Refusals that somebody ordered: throttling, server errors, missing permissions.
///
/// Start reading at [sh.karpenter.local.aws.fault.Faults]. Knows no service.
@NullMarked
package sh.karpenter.local.aws.fault;

import org.jspecify.annotations.NullMarked;
