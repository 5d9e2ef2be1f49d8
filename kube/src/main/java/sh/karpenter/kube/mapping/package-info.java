/// Converts Kubernetes objects to the core's values and back. The only place that does; pure.
///
/// Start reading at [sh.karpenter.kube.mapping.PodMapping]. Must not know where objects come from: a watch, a file.
@NullMarked
package sh.karpenter.kube.mapping;

import org.jspecify.annotations.NullMarked;
