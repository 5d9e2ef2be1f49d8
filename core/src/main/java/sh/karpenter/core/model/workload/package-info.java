/// Pods, reduced to what decisions read, and what stands around them: budgets, volumes, daemons. Start reading
/// at [Pod]. It must not know nodes.
@NullMarked
package sh.karpenter.core.model.workload;

import org.jspecify.annotations.NullMarked;
