/// Tables: what `kubectl get` prints, computed on the server. Start reading at [Tables]. It must not know
/// requests.
@NullMarked
package sh.karpenter.local.kubernetes.table;

import org.jspecify.annotations.NullMarked;
