/// A claim while a controller works on it. Start reading at
/// [sh.karpenter.controllers.nodeclaim.claim.ClaimDraft]. It must not know what any controller decides.
@NullMarked
package sh.karpenter.controllers.nodeclaim.claim;

import org.jspecify.annotations.NullMarked;
