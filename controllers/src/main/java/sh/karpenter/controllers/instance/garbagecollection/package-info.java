/// Ends machines that no claim knows. Start reading at
/// [sh.karpenter.controllers.instance.garbagecollection.InstanceGarbage]. It must not know any particular cloud.
@NullMarked
package sh.karpenter.controllers.instance.garbagecollection;

import org.jspecify.annotations.NullMarked;
