/// What a pass found about each node, as data: what would be done with it, or which rule says no and by which
/// values. Start reading at [NodeVerdict]; [VerdictRenderer] makes the texts. It must not know how a method
/// searches.
@NullMarked
package sh.karpenter.core.disruption.verdict;

import org.jspecify.annotations.NullMarked;
