/// How many pods may be disrupted: the status of PodDisruptionBudgets. Start reading at [BudgetArithmetic]. It must
/// not know who evicts: the answers to evictions are the API server's.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.budget;

import org.jspecify.annotations.NullMarked;
