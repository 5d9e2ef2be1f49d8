/// Reading Kubernetes objects that are kept as JSON trees: metadata, conditions, pods, taints, selectors,
/// quantities. Start reading at [Tree] and [Metadata]. It must not know the API server or any controller.
@NullMarked
package sh.karpenter.local.kubernetes.cluster.object;

import org.jspecify.annotations.NullMarked;
