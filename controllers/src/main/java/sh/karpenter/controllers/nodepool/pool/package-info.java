/// A pool while a controller works on it. Start reading at [sh.karpenter.controllers.nodepool.pool.PoolDraft]. It
/// must not know what any controller decides.
@NullMarked
package sh.karpenter.controllers.nodepool.pool;

import org.jspecify.annotations.NullMarked;
