/// The ways to find nodes that should go, in their order. Start reading at [DisruptionMethods].
@NullMarked
package sh.karpenter.core.disruption.method;

import org.jspecify.annotations.NullMarked;
