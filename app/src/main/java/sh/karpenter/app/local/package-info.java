/// A whole cluster with its cloud on this machine: what `karpenter local` and `karpenter demo` start. Start
/// reading at [LocalStack], then [LocalCommand]. It must not know what is played on the cluster.
@NullMarked
package sh.karpenter.app.local;

import org.jspecify.annotations.NullMarked;
