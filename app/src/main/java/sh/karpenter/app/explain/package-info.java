/// Why nodes go or stay: a page that the controller serves, and the command that asks it. Start reading at
/// [ExplainCommand]. It must not know any rule of disruption.
@NullMarked
package sh.karpenter.app.explain;

import org.jspecify.annotations.NullMarked;
