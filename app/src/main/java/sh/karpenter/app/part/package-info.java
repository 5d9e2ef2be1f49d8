/// Keeps together what was opened one after the other, to be closed in reverse. Start reading at [Parts]. Knows
/// nothing of what the parts are.
@NullMarked
package sh.karpenter.app.part;

import org.jspecify.annotations.NullMarked;
