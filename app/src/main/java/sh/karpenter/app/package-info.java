/// The `karpenter` executable: wiring and presentation, no rules. Start reading at [Main].
@NullMarked
package sh.karpenter.app;

import org.jspecify.annotations.NullMarked;
