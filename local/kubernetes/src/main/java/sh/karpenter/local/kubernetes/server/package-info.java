/// Starting and stopping the embedded API server. Start reading at [EmbeddedApiServer].
@NullMarked
package sh.karpenter.local.kubernetes.server;

import org.jspecify.annotations.NullMarked;
