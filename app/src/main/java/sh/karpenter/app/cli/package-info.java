/// What the sub-commands of the executable share. Start reading at [CommandFailure].
@NullMarked
package sh.karpenter.app.cli;

import org.jspecify.annotations.NullMarked;
