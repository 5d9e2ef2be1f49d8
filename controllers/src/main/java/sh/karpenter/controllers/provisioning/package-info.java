/// Turns pods that wait into claims: waits for a batch, plans it, records the plan, creates the claims.
///
/// Start reading at [sh.karpenter.controllers.provisioning.Provisioner]. Must not know how claims become machines.
@NullMarked
package sh.karpenter.controllers.provisioning;

import org.jspecify.annotations.NullMarked;
