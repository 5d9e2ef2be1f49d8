/// What is to be removed, what must exist first, why, and what it saves. Start reading at [DisruptionCommand].
/// It must not know how it is carried out.
@NullMarked
package sh.karpenter.core.disruption.command;

import org.jspecify.annotations.NullMarked;
