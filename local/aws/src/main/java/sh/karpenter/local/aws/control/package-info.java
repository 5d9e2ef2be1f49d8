/// The emulator's own HTTP endpoint: look at the account, and make things happen that no AWS API offers.
///
/// Start reading at [sh.karpenter.local.aws.control.ControlService]. No AWS service may know it.
@NullMarked
package sh.karpenter.local.aws.control;

import org.jspecify.annotations.NullMarked;
