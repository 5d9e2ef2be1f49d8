/// Durations as the Kubernetes API writes them. Start reading at [GoDuration]. It must not know what lasts.
@NullMarked
package sh.karpenter.core.model.duration;

import org.jspecify.annotations.NullMarked;
