/// What EventBridge tells the interruption queue about instances.
///
/// Start reading at [sh.karpenter.local.aws.event.Events].
@NullMarked
package sh.karpenter.local.aws.event;

import org.jspecify.annotations.NullMarked;
