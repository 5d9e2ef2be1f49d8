/// Gives old claims and nodes the labels that newer versions rely on. Start reading at
/// [sh.karpenter.controllers.nodeclaim.hydration.Hydration]. It must not know who reads them.
@NullMarked
package sh.karpenter.controllers.nodeclaim.hydration;

import org.jspecify.annotations.NullMarked;
