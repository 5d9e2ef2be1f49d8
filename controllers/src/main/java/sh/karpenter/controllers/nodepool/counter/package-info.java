/// Tells in a pool's status how much its nodes have. Start reading at
/// [sh.karpenter.controllers.nodepool.counter.NodePoolCounterController]. It must not know where the numbers come
/// from.
@NullMarked
package sh.karpenter.controllers.nodepool.counter;

import org.jspecify.annotations.NullMarked;
