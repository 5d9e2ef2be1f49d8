/// Tells in a pool's conditions whether its settings make sense. Start reading at
/// [sh.karpenter.controllers.nodepool.validation.NodePoolValidationController]. It must not know the rules.
@NullMarked
package sh.karpenter.controllers.nodepool.validation;

import org.jspecify.annotations.NullMarked;
