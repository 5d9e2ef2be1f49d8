/// Labels and what is required of them. Start reading at [sh.karpenter.core.model.label.Requirements].
@NullMarked
package sh.karpenter.core.model.label;

import org.jspecify.annotations.NullMarked;
