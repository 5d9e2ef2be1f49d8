/// In-process access to the embedded API server, under the same rules as over HTTP: what the embedded
/// cluster's own scheduler and controllers are written against. Start reading at [ApiAccess]. It must not
/// know how objects are stored.
@NullMarked
package sh.karpenter.local.kubernetes.access;

import org.jspecify.annotations.NullMarked;
