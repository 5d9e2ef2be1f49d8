/// How our records look as JSON, in one place. Start reading at [sh.karpenter.kube.api.wire.WireRecord]. It
/// must not know any kind.
@NullMarked
package sh.karpenter.kube.api.wire;

import org.jspecify.annotations.NullMarked;
