/// Which pods a draining node has to lose next. Start reading at [sh.karpenter.controllers.node.drain.Drain].
/// It must not know how pods are evicted.
@NullMarked
package sh.karpenter.controllers.node.drain;

import org.jspecify.annotations.NullMarked;
