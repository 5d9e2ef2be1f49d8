/// Everything one solve reads, as one value. Start reading at [SchedulingProblem].
@NullMarked
package sh.karpenter.core.scheduling.problem;

import org.jspecify.annotations.NullMarked;
