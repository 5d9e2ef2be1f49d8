/// Status conditions and the arithmetic on them, as pure functions. Start reading at
/// [sh.karpenter.kube.api.condition.ConditionSet]. It must not know any kind, nor the clock.
@NullMarked
package sh.karpenter.kube.api.condition;

import org.jspecify.annotations.NullMarked;
