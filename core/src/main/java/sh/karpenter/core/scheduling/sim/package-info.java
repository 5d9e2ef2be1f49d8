/// The bins of a solve and what becomes of them when a pod joins. Start reading at [SimulatedNode]. It must not
/// know why a pod fits or does not.
@NullMarked
package sh.karpenter.core.scheduling.sim;

import org.jspecify.annotations.NullMarked;
