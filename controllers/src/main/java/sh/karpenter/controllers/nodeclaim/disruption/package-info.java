/// Tells which claims may be consolidated and which have drifted. Start reading at
/// [sh.karpenter.controllers.nodeclaim.disruption.Consolidatable]. It must not know whether anybody disrupts
/// them.
@NullMarked
package sh.karpenter.controllers.nodeclaim.disruption;

import org.jspecify.annotations.NullMarked;
