/// Keeps account of what namespaces use of their quotas. Start reading at [QuotaController]. It must not know
/// that admission charges them too.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.quota;

import org.jspecify.annotations.NullMarked;
