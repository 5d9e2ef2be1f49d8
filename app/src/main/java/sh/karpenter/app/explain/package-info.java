/// The command that asks the controller why nodes go or stay. Start reading at
/// [ExplainCommand]. It must not know any rule of disruption.
@NullMarked
package sh.karpenter.app.explain;

import org.jspecify.annotations.NullMarked;
