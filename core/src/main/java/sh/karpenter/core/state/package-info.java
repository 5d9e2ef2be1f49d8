/// Folds what happens in the cluster into pictures of it.
///
/// Start reading at [sh.karpenter.core.state.ClusterState]. Must not know where events come from, or decisions.
@NullMarked
package sh.karpenter.core.state;

import org.jspecify.annotations.NullMarked;
