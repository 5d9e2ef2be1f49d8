/// Tells in a pool's conditions whether its node class can be used. Start reading at
/// [sh.karpenter.controllers.nodepool.readiness.NodePoolReadiness]. It must not know any particular node class.
@NullMarked
package sh.karpenter.controllers.nodepool.readiness;

import org.jspecify.annotations.NullMarked;
