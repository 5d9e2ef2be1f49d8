/// Everything one solve reads, as one value. Start reading at [SchedulingProblem]. It must not know how it is
/// solved.
@NullMarked
package sh.karpenter.core.scheduling.problem;

import org.jspecify.annotations.NullMarked;
