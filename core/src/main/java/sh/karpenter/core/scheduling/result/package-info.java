/// What one solve decided and why, as data. Start reading at [SchedulingResult]. It must not know how it was
/// decided.
@NullMarked
package sh.karpenter.core.scheduling.result;

import org.jspecify.annotations.NullMarked;
