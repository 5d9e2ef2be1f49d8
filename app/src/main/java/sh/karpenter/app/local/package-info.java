/// A whole cluster with its cloud on this machine: what `karpenter local` and `karpenter demo` start. Start
/// reading at [LocalStack], then [LocalCommand].
@NullMarked
package sh.karpenter.app.local;

import org.jspecify.annotations.NullMarked;
