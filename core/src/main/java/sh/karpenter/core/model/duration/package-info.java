/// Durations as the Kubernetes API writes them. Start reading at [GoDuration].
@NullMarked
package sh.karpenter.core.model.duration;

import org.jspecify.annotations.NullMarked;
