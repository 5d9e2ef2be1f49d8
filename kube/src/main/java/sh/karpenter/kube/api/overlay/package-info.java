/// The NodeOverlay kind: corrections of price and capacity of instance types. Start reading at
/// [sh.karpenter.kube.api.overlay.NodeOverlay]. It must not know how an overlay is applied.
@NullMarked
package sh.karpenter.kube.api.overlay;

import org.jspecify.annotations.NullMarked;
