/// The inputs of a solve in interned ids, bitsets and `long[]`. Start reading at [CompiledCluster]. It must not
/// know the solve loop, and its ids never leave the module.
@NullMarked
package sh.karpenter.core.scheduling.compiled;

import org.jspecify.annotations.NullMarked;
