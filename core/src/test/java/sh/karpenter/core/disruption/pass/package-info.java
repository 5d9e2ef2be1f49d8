/// Behaviour of whole passes. Start reading at [DisruptionPassTest].
@NullMarked
package sh.karpenter.core.disruption.pass;

import org.jspecify.annotations.NullMarked;
