/// Binds the pods of a plan to the machines that they were planned onto, without waiting for the Kubernetes
/// scheduler. Off unless asked for (`--pod-binding=direct`).
///
/// Start reading at [sh.karpenter.controllers.provisioning.binding.DirectBinding]. Must not know how plans are
/// made.
@NullMarked
package sh.karpenter.controllers.provisioning.binding;

import org.jspecify.annotations.NullMarked;
