/// Reading and writing the JSON trees that Kubernetes objects are here. Start reading at [Metadata]. It must
/// not know which resources exist or how they are stored.
@NullMarked
package sh.karpenter.local.kubernetes.object;

import org.jspecify.annotations.NullMarked;
