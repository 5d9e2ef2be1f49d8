/// The ways to find nodes that should go, in their order. Start reading at [DisruptionMethods]. It must not
/// know when it is asked, nor what is under way.
@NullMarked
package sh.karpenter.core.disruption.method;

import org.jspecify.annotations.NullMarked;
