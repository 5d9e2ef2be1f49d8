/// What containers log, and the endpoint where API servers ask for it. Start reading at [LogSource] and
/// [LogServer]. It must not know pods beyond their names.
@NullMarked
package sh.karpenter.local.kubelets.log;

import org.jspecify.annotations.NullMarked;
