/// How controllers go on after a write. Start reading at [sh.karpenter.controllers.write.Writes]. It must not
/// know what is written.
@NullMarked
package sh.karpenter.controllers.write;

import org.jspecify.annotations.NullMarked;
