/// How many nodes each pool may lose now, per reason. Start reading at [DisruptionBudgets]. It must not know
/// the methods.
@NullMarked
package sh.karpenter.core.disruption.budget;

import org.jspecify.annotations.NullMarked;
