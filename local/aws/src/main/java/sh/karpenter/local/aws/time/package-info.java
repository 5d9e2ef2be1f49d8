/// Time as the emulator sees it: a clock to read and a timer to be woken by, real or moved by hand.
///
/// Start reading at [sh.karpenter.local.aws.time.Timer]. It must not know what happens when.
@NullMarked
package sh.karpenter.local.aws.time;

import org.jspecify.annotations.NullMarked;
