/// Values of log lines in the shape that people's queries rely on. Start reading at
/// [sh.karpenter.controllers.log.LogValues]. It must not know any controller.
@NullMarked
package sh.karpenter.controllers.log;

import org.jspecify.annotations.NullMarked;
