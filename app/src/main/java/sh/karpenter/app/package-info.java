/// The `karpenter` executable: wiring and presentation, no rules. Start reading at [Main]. It must not know why
/// anything is decided.
@NullMarked
package sh.karpenter.app;

import org.jspecify.annotations.NullMarked;
