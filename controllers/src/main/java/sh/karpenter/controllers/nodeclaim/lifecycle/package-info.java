/// A claim's life from its creation to a node that is ready, and from its deletion to its end. Start reading at
/// [sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycle], which decides, then
/// [sh.karpenter.controllers.nodeclaim.lifecycle.NodeClaimLifecycleController], which acts. It must not know
/// why claims are created or deleted.
@NullMarked
package sh.karpenter.controllers.nodeclaim.lifecycle;

import org.jspecify.annotations.NullMarked;
