/// The end of a node: no new pods, the old ones moved, volumes detached, the machine terminated. Start reading at
/// [sh.karpenter.controllers.node.termination.NodeTermination], which decides, then
/// [sh.karpenter.controllers.node.termination.NodeTerminationController], which acts. It must not know why the
/// node goes.
@NullMarked
package sh.karpenter.controllers.node.termination;

import org.jspecify.annotations.NullMarked;
