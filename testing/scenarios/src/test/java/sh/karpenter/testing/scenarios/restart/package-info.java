/// What is left when the controller dies at any write and starts again. Start reading at [KillAndRestartTest].
@NullMarked
package sh.karpenter.testing.scenarios.restart;

import org.jspecify.annotations.NullMarked;
