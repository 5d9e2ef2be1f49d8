/// Ends claims whose machine has vanished. Start reading at
/// [sh.karpenter.controllers.nodeclaim.garbagecollection.ClaimGarbage]. It must not know any particular cloud.
@NullMarked
package sh.karpenter.controllers.nodeclaim.garbagecollection;

import org.jspecify.annotations.NullMarked;
