/// Starting and stopping the embedded API server. Start reading at [EmbeddedApiServer]. It must not know what
/// happens in the cluster.
@NullMarked
package sh.karpenter.local.kubernetes.server;

import org.jspecify.annotations.NullMarked;
