/// What the sub-commands of the executable share. Start reading at [CommandFailure]. It must not know what any
/// of them does.
@NullMarked
package sh.karpenter.app.cli;

import org.jspecify.annotations.NullMarked;
