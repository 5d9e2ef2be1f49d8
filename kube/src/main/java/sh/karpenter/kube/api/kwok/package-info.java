/// The KWOKNodeClass kind as records. Start reading at [sh.karpenter.kube.api.kwok.KWOKNodeClass]. It must not
/// know how nodes are simulated.
@NullMarked
package sh.karpenter.kube.api.kwok;

import org.jspecify.annotations.NullMarked;
