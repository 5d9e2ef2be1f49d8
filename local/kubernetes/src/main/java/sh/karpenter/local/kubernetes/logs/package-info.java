/// Where the logs of pods come from. Start reading at [PodLogs]. It must not know HTTP servers.
@NullMarked
package sh.karpenter.local.kubernetes.logs;

import org.jspecify.annotations.NullMarked;
