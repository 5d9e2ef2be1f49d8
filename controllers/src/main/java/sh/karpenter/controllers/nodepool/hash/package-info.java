/// Keeps the drift hash on pools and their claims. Start reading at
/// [sh.karpenter.controllers.nodepool.hash.NodePoolHashing]. It must not know what drift leads to.
@NullMarked
package sh.karpenter.controllers.nodepool.hash;

import org.jspecify.annotations.NullMarked;
