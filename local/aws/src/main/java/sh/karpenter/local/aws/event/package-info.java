/// What EventBridge tells the interruption queue about instances.
///
/// Start reading at [sh.karpenter.local.aws.event.Events]. It must not know who listens.
@NullMarked
package sh.karpenter.local.aws.event;

import org.jspecify.annotations.NullMarked;
