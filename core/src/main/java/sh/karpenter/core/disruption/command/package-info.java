/// What is to be removed, what must exist first, why, and what it saves. Start reading at [DisruptionCommand].
@NullMarked
package sh.karpenter.core.disruption.command;

import org.jspecify.annotations.NullMarked;
