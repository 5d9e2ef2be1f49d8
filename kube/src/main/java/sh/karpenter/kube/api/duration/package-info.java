/// Durations as Go and the Kubernetes API write them (`720h`, `1h30m`, `Never`). Start reading at
/// [sh.karpenter.kube.api.duration.NillableDuration]. It must not know any kind.
@NullMarked
package sh.karpenter.kube.api.duration;

import org.jspecify.annotations.NullMarked;
