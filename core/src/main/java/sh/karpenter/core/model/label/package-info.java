/// Labels, what values they may take and what is required of them. Start reading at [ValueSet], then
/// [Requirements]. It must not know pods, nodes or machines.
@NullMarked
package sh.karpenter.core.model.label;

import org.jspecify.annotations.NullMarked;
