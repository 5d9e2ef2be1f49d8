/// All controllers of single claims, nodes and pools, put together. Start reading at
/// [sh.karpenter.controllers.assembly.ObjectControllers]. It must not know what any of them decides.
@NullMarked
package sh.karpenter.controllers.assembly;

import org.jspecify.annotations.NullMarked;
