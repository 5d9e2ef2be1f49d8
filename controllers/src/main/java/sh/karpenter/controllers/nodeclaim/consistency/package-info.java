/// Compares nodes with what their machines promised. Start reading at
/// [sh.karpenter.controllers.nodeclaim.consistency.Consistency]. It must not know what is done about a
/// difference.
@NullMarked
package sh.karpenter.controllers.nodeclaim.consistency;

import org.jspecify.annotations.NullMarked;
