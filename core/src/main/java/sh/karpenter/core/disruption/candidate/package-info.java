/// Which nodes may be disrupted, what that would cost, and why the others may not. Start reading at [Candidates].
/// It must not know what is done with a candidate.
@NullMarked
package sh.karpenter.core.disruption.candidate;

import org.jspecify.annotations.NullMarked;
